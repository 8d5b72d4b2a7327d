import type { PlaybookDocument, PlaybookFinding, TacticPage } from "@attune/model/playbook-report";
import { isUndetermined } from "@attune/model/undetermined";

/** The playbook as Markdown: what a team reads, reviews and prints. */
export function playbookMarkdown({
  business,
  revision,
  computedAt,
  holdout,
  tactics,
  findings,
}: PlaybookDocument): string {
  const stand =
    revision === null
      ? "not applied as a revision yet"
      : `revision ${revision.revision} of ${new Date(revision.at).toISOString().slice(0, 10)} by ${revision.author}${revision.note === "" ? "" : `: ${revision.note}`}`;
  return [
    `# Playbook${business === "" ? "" : ` of ${business}`}`,
    "",
    `${stand}; as of ${computedAt.slice(0, 16).replace("T", " ")} UTC. ${percent(holdout)} of all people are held out of everything.`,
    ...tactics.flatMap(tacticLines),
    ...(findings.length === 0 ? [] : ["", "## To mend", "", ...findings.map((finding) => `- ${findingText(finding)}`)]),
  ].join("\n");
}

export function findingText({ severity, code, path, message }: PlaybookFinding): string {
  return `${severity} ${code}${path === "" ? "" : ` at ${path}`}: ${message}`;
}

function tacticLines(page: TacticPage): string[] {
  const rows: Array<[string, string | null]> = [
    ["Hypothesis", page.hypothesis],
    ["Segment", page.segment ?? "everyone"],
    ["Trigger", page.trigger],
    ["Where", page.placementId],
    ["Content", JSON.stringify(page.content)],
    ["Restraint", page.restraint.length === 0 ? null : page.restraint.join("; ")],
    ["Success metric", page.metric],
    [
      "Target",
      page.target === null
        ? null
        : `${page.target > 0 ? "+" : ""}${percent(page.target)}${page.by === null ? "" : ` by ${page.by}`}`,
    ],
    ["Baseline before launch", baselineText(page)],
    ["Held out", percent(page.holdout)],
    ["Evidence", evidenceText(page)],
  ];
  return [
    "",
    `## ${page.name} (${page.tacticId}), ${page.state}`,
    "",
    ...rows.map(([name, value]) => `- **${name}**: ${value ?? "not said"}`),
  ];
}

function baselineText({ baseline }: TacticPage): string | null {
  if (baseline === null) return null;
  const { value, from, to, capturedAt } = baseline;
  if (isUndetermined(value)) return `none: ${value.undetermined.reason}`;
  const range = from === null ? "as stated" : `from ${from} to ${to}`;
  return `${Number(value.toPrecision(4))} (${range}, captured ${new Date(capturedAt).toISOString().slice(0, 10)})`;
}

function evidenceText({ evidence }: TacticPage): string {
  if (isUndetermined(evidence)) return evidence.undetermined.reason;
  const { metric, exposed, heldOut, lift, againstTarget } = evidence;
  const people = `${exposed.toLocaleString("en")} exposed, ${heldOut.toLocaleString("en")} held out`;
  if (isUndetermined(lift)) return `${metric}: ${lift.undetermined.reason} (${people})`;
  const [low, high] = lift.interval.map((end) => (end === null ? "unbounded" : percent(end)));
  const target = againstTarget === null ? "" : `; target ${againstTarget}`;
  return `${metric} ${percent(lift.estimate)}, 95 % interval ${low} to ${high} (${people})${target}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
