import { type IdentifierKey, identifierKey } from "@attune/model/identity";
import { type FoldSettings, identifierKeysOf } from "../fold-group.ts";
import type { EntryTask, Letter, OrderTask } from "./letter.ts";
import { draftOfStep } from "./partition-draft.ts";
import type { PartitionChange, PartitionedLog, PartitionView } from "./partition-view.ts";
import { runErrand } from "./run-errand.ts";

// The two steps of the protocol by which several partitions of the log keep people together: decision 0012. Pure; `runtime/partition-writer.ts` runs
// them over the stores.

/**
 * Hands a task in at a partition, whichever: it finds its way. It is kept as soon as the change is committed, and has its result when some
 * partition has carried it out (`PartitionChange.carriedOut`).
 */
export function handIn(
  task: EntryTask | OrderTask,
  view: PartitionView,
  settings: FoldSettings,
  log: PartitionedLog,
): PartitionChange {
  const draft = draftOfStep(view, 0);
  const keys = keysNamedIn(task);
  const towards = keys.find((key) => view.kinOf(key) !== undefined) ?? keys[0]!;
  runErrand({ task, towards }, draft, settings, log);
  return draft.finish();
}

/** By which a task finds its way. Never none. */
export function keysNamedIn(task: EntryTask | OrderTask): IdentifierKey[] {
  if (task.kind === "entry") return identifierKeysOf(task.input);
  if (task.kind === "unmerge") return task.split.map(identifierKey);
  return [...task.who, { namespace: "profile_id", value: task.profileId }].map(identifierKey);
}

/** Takes a letter in; null where it was taken in before, or one before it was not: nothing is to be changed then. */
export function takeIn(
  letter: Letter,
  view: PartitionView,
  settings: FoldSettings,
  log: PartitionedLog,
): PartitionChange | null {
  const { from, number, tick, content } = letter;
  if (number !== view.receivedFrom(from) + 1) return null;
  const draft = draftOfStep(view, tick);
  if (content.kind === "errand") runErrand(content.errand, draft, settings, log);
  else {
    const { rewrites, order, key } = content;
    draft.rewrite(rewrites);
    const offsets = rewrites.map(({ entry }) => entry.offset);
    runErrand({ task: { kind: "settled", order, offsets }, towards: key }, draft, settings, log);
  }
  return { ...draft.finish(), received: { from, number } };
}
