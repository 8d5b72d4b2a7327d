import { identifierKey } from "@attune/model/identity";
import { anonymise } from "../anonymise.ts";
import { type ErasureOrder, erase, erasureReaches } from "../erase.ts";
import type { FoldSettings } from "../fold-group.ts";
import { profileIdKey } from "../join-profiles.ts";
import { keysNamedBy } from "../keys-named-by.ts";
import type { Kin } from "./kin.ts";
import type { EraseTask } from "./letter.ts";
import { entriesOf, handOut, notFound, otherPeople, recordsOf, wholeRecords } from "./order-at-kin.ts";
import type { PartitionDraft } from "./partition-draft.ts";
import type { PartitionedLog, TaskResult } from "./partition-view.ts";
import { withUnsettled } from "./with-unsettled.ts";

/**
 * Forgets a person, as embedded: whoever shares an identifier with them is of their kin. Their identifiers keep their places, which are hashes, so that kin stay
 * what they are: whoever is named by one of them again begins anew where it lies, and a message that was counted is known.
 */
export function eraseAtKin(
  task: EraseTask,
  kin: Kin,
  draft: PartitionDraft,
  settings: FoldSettings,
  committed: PartitionedLog,
): void {
  draft.note({ task, result: eraseResult(task, kin, draft, settings, committed) });
}

function eraseResult(
  { profileId, who, at, by, heir }: EraseTask,
  kin: Kin,
  draft: PartitionDraft,
  { timeZone }: FoldSettings,
  committed: PartitionedLog,
): TaskResult {
  const profile = draft.profile(profileId);
  if (profile === undefined) return notFound;
  const log = withUnsettled(committed, kin.unsettled);
  const entries = entriesOf(profile, log);
  const identities = wholeRecords(recordsOf(keysNamedBy(entries), draft), log);
  const others = otherPeople(erasureReaches(profile, identities), draft, log);
  const order: ErasureOrder = { profile, entries, others, identities, nextOffset: draft.offset, at, by };
  const { writes, profileIds } = heir === undefined ? erase(order, timeZone) : anonymise(order, heir, timeZone);
  const after = heir === undefined ? kin : draft.adopt(kin, profileIdKey(heir));
  const key = who[0] === undefined ? profileIdKey(profileId) : identifierKey(who[0]);
  draft.write(after, writes);
  draft.unsettle(after, handOut(writes.rewritten, key, after, draft));
  return { kind: "erased", profileIds, entries: entries.length, offset: draft.offset };
}
