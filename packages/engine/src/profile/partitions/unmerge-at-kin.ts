import { AttuneError } from "@attune/model/errors";
import { identifierKey } from "@attune/model/identity";
import type { FoldSettings } from "../fold-group.ts";
import { unmerge } from "../unmerge.ts";
import { unmergeReaches, unmergeReads } from "../unmerge-order.ts";
import type { Kin } from "./kin.ts";
import type { UnmergeTask } from "./letter.ts";
import { entriesOf, handOut, notFound, otherPeople, profileOf, recordsOf, wholeRecords } from "./order-at-kin.ts";
import type { PartitionDraft } from "./partition-draft.ts";
import type { PartitionedLog, TaskResult } from "./partition-view.ts";
import { withUnsettled } from "./with-unsettled.ts";

/**
 * Takes a profile apart, as embedded: the kin hold everything but the entries, and all that could have written those have committed. Entries
 * that change in another partition's log are changed there by a letter, and until then told by the kin. Both people stay kin.
 */
export function unmergeAtKin(
  task: UnmergeTask,
  kin: Kin,
  draft: PartitionDraft,
  settings: FoldSettings,
  committed: PartitionedLog,
): void {
  draft.note({ task, result: unmergeResult(task, kin, draft, settings, committed) });
}

function unmergeResult(
  { split, at, by }: UnmergeTask,
  kin: Kin,
  draft: PartitionDraft,
  settings: FoldSettings,
  committed: PartitionedLog,
): TaskResult {
  const profile = profileOf(split[0]!, draft);
  if (profile === undefined) return notFound;
  const log = withUnsettled(committed, kin.unsettled);
  const entries = entriesOf(profile, log);
  const identities = wholeRecords(recordsOf(unmergeReads(entries, settings), draft), log);
  const others = otherPeople(unmergeReaches(profile, identities), draft, log);
  const order = { profile, entries, split, identities, others, nextOffset: draft.offset, at, by };
  try {
    const { writes, restored } = unmerge(order, settings);
    draft.write(kin, writes);
    draft.unsettle(kin, handOut(writes.rewritten, identifierKey(split[0]!), kin, draft));
    return { kind: "unmerged", restored, offset: draft.offset };
  } catch (error) {
    if (!(error instanceof AttuneError) || error.code !== "bad-request") throw error;
    return { kind: "impossible", code: error.code, message: error.message };
  }
}
