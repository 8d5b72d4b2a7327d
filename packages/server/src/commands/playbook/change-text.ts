import { changedValueWords } from "@attune/model/change-words";
import type { PlaybookApplied, PlaybookChange, PlaybookFinding } from "@attune/model/playbook-report";
import { findingText } from "../../playbook/playbook-text.ts";

/** One line a change, its fields below it. */
export function changeLines(changes: readonly PlaybookChange[]): string[] {
  if (changes.length === 0) return ["nothing changes"];
  return changes.flatMap(({ section, id, change, fields }) => [
    `${{ added: "+", removed: "-", changed: "~" }[change]} ${section}${id === "" ? "" : ` ${id}`}`,
    ...fields.map(
      ({ path, from, to }) =>
        `    ${path === "" ? "" : `${path}: `}${changedValueWords(section, path, from)} → ${changedValueWords(section, path, to)}`,
    ),
  ]);
}

export function findingLines(findings: readonly PlaybookFinding[]): string[] {
  return findings.map((finding) =>
    finding.severity === "error" && finding.acceptable === true
      ? `${findingText(finding)} To have it nevertheless: --accept ${finding.code}.`
      : findingText(finding),
  );
}

export function appliedText({ isNew, revision, changes, findings }: PlaybookApplied): string {
  const head = isNew
    ? `revision ${revision.revision} runs, by ${revision.author}`
    : `revision ${revision.revision} runs already: nothing changes`;
  return [head, ...(isNew ? changeLines(changes) : []), ...findingLines(findings)].join("\n");
}
