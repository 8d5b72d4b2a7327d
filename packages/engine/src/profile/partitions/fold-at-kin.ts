import type { LiveView } from "@attune/model/write-set";
import { beginFold, type FoldSettings } from "../fold-group.ts";
import { type Kin, kinAfter } from "./kin.ts";
import type { EntryTask } from "./letter.ts";
import type { PartitionDraft } from "./partition-draft.ts";

/** Folds an entry as embedded, where all kin that it names lie as one: they hold everything that folding it reads. Linear in the kin. */
export function foldAtKin(task: EntryTask, kin: Kin, draft: PartitionDraft, settings: FoldSettings): void {
  const fold = beginFold(viewOf(kin, task, draft), settings);
  const result = fold.take(task.input);
  const writes = fold.finish();
  draft.append(writes.entries);
  draft.keep(kinAfter(kin, writes));
  draft.note({ task, result });
}

function viewOf({ identities, profiles, seen }: Kin, { input }: EntryTask, { offset }: PartitionDraft): LiveView {
  const isKnown = input.kind === "event" && seen.has(input.messageKey);
  return {
    nextOffset: offset,
    identities,
    profiles,
    seen: new Set(isKnown ? [input.messageKey] : []),
    nextQuarantineId: 1,
  };
}
