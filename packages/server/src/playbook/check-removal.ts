import type { PlaybookFinding } from "@attune/model/playbook-report";
import type { Playbook } from "@attune/model/tactic";
import { failure } from "./finding.ts";
import { countsOf, playbookEntries } from "./playbook-entries.ts";

/** A playbook that names nothing, in place of one that does: an empty file is given by mistake more often than on purpose, so its author is asked again. */
export function checkRemoval(running: Playbook, next: Playbook): PlaybookFinding[] {
  const gone = playbookEntries(running);
  if (gone.length === 0 || playbookEntries(next).length > 0) return [];
  const counts = [...countsOf(gone)].map(([section, count]) => `${count} ${section}`);
  const message = `Removes all that runs: ${counts.join(", ")}. If that is not meant, the file is empty or another one than you think.`;
  return [{ ...failure("removes-all", "", message), acceptable: true }];
}
