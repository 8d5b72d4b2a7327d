import type { Stores } from "@attune/engine/ports/stores";
import { logPages } from "@attune/engine/runtime/log-pages";
import { writesReplaying } from "@attune/engine/runtime/replay-log";
import { AttuneError } from "@attune/model/errors";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import { writeSet } from "@attune/model/write-set";
import type { OldStores } from "./old-stores.ts";
import type { OnStep } from "./on-step.ts";

export interface MigratedLog {
  /** In the log of the new side. */
  entries: number;
  /** Brought over by this move; the others were there. */
  added: number;
  /** Were there and have changed since, by an erasure or an unmerge. */
  rewritten: number;
}

interface LogMove {
  settings: { salt: string; timeZone: string };
  now: number;
  onStep: OnStep;
  before?: EarlierSteps;
}

/** Steps of the same move that came before this one. */
export interface EarlierSteps {
  /** On the new side after them. */
  entries: number;
  /** Of these, those that may have changed since, by their offsets on the old side. */
  changed: ReadonlySet<Offset>;
}

const pageEntries = 1_000;
/** How long the collector remembers the message ids of `http`; those of every other source it never forgets. */
const rememberMs = 7 * 86_400_000;

/** Entry by entry, with the profiles and identities that follow from them, and the message ids that are not to be taken again. */
export async function migrateLog(from: OldStores, to: Stores, move: LogMove): Promise<MigratedLog> {
  const [head, present] = [await from.log.head(), await to.log.head()];
  await requireSameBeginning(from, to, Math.min(head, present), present > head);
  const { changed: mayDiffer } = move.before ?? {};
  const asked = mayDiffer && ((await from.inItsOffsets?.(mayDiffer)) ?? mayDiffer);
  let [compared, added, rewritten] = [0, 0, 0];
  const there = () => move.before?.entries ?? compared;
  for await (const entries of presentPages(from, present, asked)) {
    compared += entries.length;
    const changed = differing(entries, await sameOffsets(entries, to));
    if (changed.length > 0) {
      // Cut short behind this, the next try finds nothing changed, and folds anew all the same.
      await to.definitions.put("setting", [["replaying", true]]);
      await to.state.commit(writeSet({ rewritten: changed }));
    }
    rewritten += changed.length;
    tell("entries compared", compared, entries);
  }
  for await (const entries of logPages(from.log, { after: present, upTo: head, entriesAtOnce: pageEntries })) {
    const state = await writesReplaying(entries, to, move.settings);
    await to.state.commit({ ...state, entries, seen: seenOf(entries, move.now) });
    added += entries.length;
    tell("entries of the log", there() + added, entries);
  }
  return { entries: there() + added, added, rewritten };

  /** Offsets may leave numbers out: of how many entries there are they tell the share that is done. */
  function tell(what: string, done: number, entries: readonly LogEntry[]): void {
    move.onStep(what, done, Math.round((done * head) / entries.at(-1)!.offset));
  }
}

/** What of the old side's log may differ from what the new side has. */
async function* presentPages(
  { log }: OldStores,
  present: Offset,
  changed: ReadonlySet<Offset> | undefined,
): AsyncGenerator<LogEntry[]> {
  if (changed === undefined) yield* logPages(log, { after: 0, upTo: present, entriesAtOnce: pageEntries });
  const offsets = [...(changed ?? [])].filter((offset) => offset <= present).sort((a, b) => a - b);
  for (let start = 0; start < offsets.length; start += pageEntries)
    yield await log.at(offsets.slice(start, start + pageEntries));
}

/** Pages of a whole log have no gaps, and are read at once. */
function sameOffsets(entries: readonly LogEntry[], { log }: Stores): Promise<LogEntry[]> {
  const [first, last] = [entries[0]!.offset, entries.at(-1)!.offset];
  if (last - first + 1 === entries.length) return log.read(first, entries.length);
  return log.at(entries.map(({ offset }) => offset));
}

async function requireSameBeginning(from: OldStores, to: Stores, common: number, isLonger: boolean): Promise<void> {
  const [first] = await from.log.read(1, 1);
  const places = [first?.offset ?? 0, common].filter((offset) => offset > 0 && common > 0);
  const [ours, theirs] = [await from.log.at(places), await to.log.at(places)];
  const isSame = ours.every((entry, index) => mayBeTheSame(entry, theirs[index]));
  if (isSame && !isLonger) return;
  throw new AttuneError(
    "conflict",
    "The new side holds another log: a move begins on empty stores, or goes on where one was cut short.",
  );
}

/** Only what an erasure or an unmerge leaves of an entry says nothing of where it came from. */
function mayBeTheSame(a: LogEntry, b: LogEntry | undefined): boolean {
  const [one, other] = [idOf(a), b === undefined ? undefined : idOf(b)];
  return one === undefined || other === undefined || one === other;
}

function idOf(entry: LogEntry): string | undefined {
  if (entry.kind === "event") return entry.event.messageId;
  return entry.kind === "decision" ? entry.decision.decisionId : undefined;
}

function differing(now: readonly LogEntry[], before: readonly LogEntry[]): LogEntry[] {
  return now.filter((entry, index) => JSON.stringify(entry) !== JSON.stringify(before[index]));
}

/** Message keys that are not to be taken again, with the time until when. */
export function seenOf(entries: readonly LogEntry[], now: number): Map<string, number> {
  const seen = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind !== "event") continue;
    const { source, messageId, receivedAt } = entry.event;
    const until = source === "http" ? receivedAt + rememberMs : Number.POSITIVE_INFINITY;
    if (until > now) seen.set(`${source}\u0000${messageId}`, until);
  }
  return seen;
}
