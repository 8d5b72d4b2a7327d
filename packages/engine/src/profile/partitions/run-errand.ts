import type { IdentifierKey } from "@attune/model/identity";
import { type FoldSettings, identifierKeysOf } from "../fold-group.ts";
import { eraseAtKin } from "./erase-at-kin.ts";
import { foldAtKin } from "./fold-at-kin.ts";
import { isHigher, type Kin, rankOf } from "./kin.ts";
import type { EntryTask, Errand, OrderTask, SettledTask } from "./letter.ts";
import { notFound } from "./order-at-kin.ts";
import type { PartitionDraft } from "./partition-draft.ts";
import type { PartitionedLog } from "./partition-view.ts";
import { unmergeAtKin } from "./unmerge-at-kin.ts";

/**
 * One step of an errand: on to where its identifier is, or, there, the task itself, or on to the next identifier that it needs.
 *
 * Why it ends. Kin only ever become one with others, so they do at most as often as there are kin. An errand that meets kin of a lower rank than
 * those it left takes them there; one that meets a higher rank goes back to fetch its own; it turns round once more, bringing nobody, only
 * where ranks have risen meanwhile. Cargo goes to kin of higher rank than its own, so no two wait for each other.
 */
export function runErrand(errand: Errand, draft: PartitionDraft, settings: FoldSettings, log: PartitionedLog): void {
  const { towards, cargo, task } = errand;
  if (!draft.has(towards)) goOn(errand, draft);
  else if (task.kind !== "entry") carryOutOrder(task, towards, draft, settings, log);
  else {
    if (cargo !== undefined) draft.arrive(cargo, towards);
    bringTogether({ ...errand, task }, draft, settings);
  }
}

/** Folds the entry if all kin that it names are here now; else it goes on to the others, to say how high these rank, or to bring them. */
function bringTogether(errand: Errand & { task: EntryTask }, draft: PartitionDraft, settings: FoldSettings): void {
  const { task, towards, left } = errand;
  const needed = [...new Set(identifierKeysOf(task.input))];
  const missing = needed.filter((key) => !draft.has(key));
  const here = draft.gather(needed.filter(draft.has));
  const mine = { key: towards, rank: rankOf(here) };
  if (missing.length === 0) foldAtKin(task, here, draft, settings);
  else if (left === undefined || !missing.includes(left.key)) goOn({ task, towards: missing[0]!, left: mine }, draft);
  else if (isHigher(left.rank, mine.rank)) bringAlong(here, { task, towards: left.key }, draft);
  else goOn({ task, towards: left.key, left: mine }, draft);
}

/** On to where these kin belong, of whose rank it knows that it is higher. */
function bringAlong(here: Kin, errand: Errand, draft: PartitionDraft): void {
  const to = draft.wayTo(errand.towards);
  draft.send(to, { kind: "errand", errand: { ...errand, cargo: draft.leave(here, to) } });
}

/** With what it carries already, if anything. */
function goOn(errand: Errand, draft: PartitionDraft): void {
  const to = draft.wayTo(errand.towards);
  if (errand.cargo !== undefined) draft.pass(errand.cargo, to);
  draft.send(to, { kind: "errand", errand });
}

/** Orders concern kin that there are; a stranger's begin none. */
function carryOutOrder(
  task: OrderTask | SettledTask,
  towards: IdentifierKey,
  draft: PartitionDraft,
  settings: FoldSettings,
  log: PartitionedLog,
): void {
  const kin = draft.kinOf(towards);
  if (kin === undefined) draft.note({ task, result: notFound });
  else if (task.kind === "unmerge") unmergeAtKin(task, kin, draft, settings, log);
  else if (task.kind === "erase") eraseAtKin(task, kin, draft, settings, log);
  else settle(task, kin, draft);
}

/** The kin need not carry these entries with them any more, unless a later order has changed them again. */
function settle({ order, offsets }: SettledTask, kin: Kin, draft: PartitionDraft): void {
  const unsettled = new Map(kin.unsettled);
  for (const offset of offsets) if (unsettled.get(offset)?.order === order) unsettled.delete(offset);
  draft.unsettle(kin, unsettled);
}
