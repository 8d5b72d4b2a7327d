import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { Profile } from "@attune/model/profile";
import type { LiveView } from "@attune/model/write-set";
import { beginFold, type FoldSettings, identifierKeysOf, messageKeyOf } from "../fold-group.ts";
import { furtherIdentifierKeys } from "../further-identifier-keys.ts";
import type { Kin } from "./kin.ts";
import type { EntryTask } from "./letter.ts";
import type { PartitionDraft } from "./partition-draft.ts";

/** Folds an entry as embedded, where all kin that it names lie as one: they hold everything that folding it reads. */
export function foldAtKin(task: EntryTask, kin: Kin, draft: PartitionDraft, settings: FoldSettings): void {
  const fold = beginFold(viewFor(task, draft, settings), settings);
  const result = fold.take(task.input);
  draft.write(kin, fold.finish());
  draft.note({ task, result });
}

/** What folding the entry reads, and no more, however many kin there are. */
function viewFor({ input }: EntryTask, draft: PartitionDraft, settings: FoldSettings): LiveView {
  const identities = new Map<IdentifierKey, IdentityRecord>();
  const profiles = new Map<string, Profile>();
  const messageKey = messageKeyOf(input);
  const seen = new Set(messageKey !== undefined && draft.isSeen(messageKey) ? [messageKey] : []);
  const view = { nextOffset: draft.offset, identities, profiles, seen, nextQuarantineId: 1 };
  const asked = new Set<IdentifierKey>();
  for (let keys = identifierKeysOf(input); keys.length > 0; keys = furtherKeys()) {
    for (const key of keys) {
      asked.add(key);
      const record = draft.identity(key);
      if (record === undefined) continue;
      identities.set(key, record);
      const profile = draft.profile(record.profileId);
      if (profile !== undefined) profiles.set(record.profileId, profile);
    }
  }
  return view;

  function furtherKeys(): IdentifierKey[] {
    return furtherIdentifierKeys(view, [input], settings).filter((key) => !asked.has(key));
  }
}
