import { itemWords } from "@attune/model/condition-words";
import type {
  ExperimentPage,
  PlaybookDocument,
  PlaybookFinding,
  SegmentPage,
  TacticPage,
} from "@attune/model/playbook-report";
import type { ItemList } from "@attune/model/tactic";
import { isUndetermined } from "@attune/model/undetermined";
import { itemsEntry } from "../config/catalogue-entry.ts";
import { inOneLine } from "./declared-pages.ts";

/** The playbook as Markdown: what a team reads, reviews and prints. */
export function playbookMarkdown({
  business,
  revision,
  computedAt,
  holdout,
  tactics,
  experiments,
  segments,
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
    ...(experiments.length === 0 ? [] : ["", "# Experiments", ...experiments.flatMap(experimentLines)]),
    ...(segments.length === 0 ? [] : ["", "# Segments", ...segments.flatMap(segmentLines)]),
    ...(findings.length === 0 ? [] : ["", "## To mend", "", ...findings.map((finding) => `- ${findingText(finding)}`)]),
  ].join("\n");
}

export function findingText({ severity, code, path, message }: PlaybookFinding): string {
  return `${severity} ${code}${path === "" ? "" : ` at ${path}`}: ${message}`;
}

function tacticLines(page: TacticPage): string[] {
  const rows: Row[] = [
    ["Hypothesis", page.hypothesis],
    ["Segment", page.segmentWords ?? "everyone"],
    ["Trigger", page.trigger],
    ["Where", page.placementId],
    ...contentRows(page),
    ...(page.stop === null ? [] : [["Stopped", stopText(page.stop)] satisfies Row]),
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
  return [...headLines(page.name, page.tacticId, page.state), ...rowLines(rows)];
}

/** A name, and what is said of it; null: nothing is. */
type Row = [name: string, value: string | null];

function headLines(name: string, id: string, state: string | null): string[] {
  return ["", `## ${name} (${id})${state === null ? "" : `, ${state}`}`, ""];
}

function rowLines(rows: readonly Row[]): string[] {
  return rows.map(([name, value]) => `- **${name}**: ${value ?? "not said"}`);
}

function contentRows({ content, items, variants, price }: TacticPage): Row[] {
  if (price !== null) {
    const { where, marginFloor, changes } = price;
    const prices = Object.entries(changes).map(([id, change]) => `${id} ${change > 0 ? "+" : ""}${percent(change)}`);
    const of = where === undefined ? "all items" : itemWords(where);
    return [["Prices", `${prices.join(", ")}, of ${of}; at least ${percent(marginFloor)} above cost`]];
  }
  const hasContent = Object.keys(content as object).length > 0;
  const rows: Row[] = [];
  if (hasContent || (items === null && variants.length === 0)) rows.push(["Content", JSON.stringify(content)]);
  if (items !== null) rows.push(["List", listText(items)]);
  for (const { variantId, content: own, items: list } of variants) {
    const shown = [
      ...(own === undefined ? [] : [JSON.stringify(own)]),
      ...(list === undefined ? [] : [`list ${listText(list)}`]),
    ];
    rows.push([`Variant ${variantId}`, shown.length === 0 ? "as the tactic says" : shown.join("; ")]);
  }
  return rows;
}

function listText(list: ItemList): string {
  return inOneLine(itemsEntry(list));
}

function stopText({ at, by, reason }: NonNullable<TacticPage["stop"]>): string {
  return `${minuteText(at)} by ${by}: ${reason}`;
}

function experimentLines(page: ExperimentPage): string[] {
  const { tacticId, variants, control, metric, guardrails, method, policy, ramp, startedAt, endedAt } = page;
  const rows: Row[] = [
    ["Hypothesis", page.hypothesis],
    ["Tactic", tacticId],
    [
      "Variants",
      variants
        .map(({ variantId, weight }) => `${variantId} ${percent(weight)}${variantId === control ? " (control)" : ""}`)
        .join(", "),
    ],
    ["Drawn", policy.kind === "fixed" ? "by these shares" : `by a bandit (${policy.kind}), from these shares on`],
    ["Metric", `${metric}${policy.kind === "fixed" ? `, judged by ${method}` : ""}`],
    [
      "Guardrails",
      guardrails.length === 0
        ? "none"
        : guardrails.map(({ metricId, margin }) => `${metricId}, at most ${margin} lost`).join("; "),
    ],
    ["People in it", percent(ramp)],
    ...(startedAt === null ? [] : [["Started", minuteText(startedAt)] satisfies Row]),
    ...(endedAt === null
      ? []
      : [["Ended", `${minuteText(endedAt)}: ${page.reason ?? "not said why"}; all see ${page.shown}`] satisfies Row]),
  ];
  return [...headLines(page.name, page.experimentId, page.state.replace("-", " ")), ...rowLines(rows)];
}

function segmentLines({ segmentId, name, description, whenWords, nextBestAction }: SegmentPage): string[] {
  return [
    ...headLines(name, segmentId, null),
    ...rowLines([
      ...(description === null ? [] : [["What", description] satisfies Row]),
      ["Who", whenWords],
      ["Next best action", nextBestAction],
    ]),
  ];
}

function minuteText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
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
