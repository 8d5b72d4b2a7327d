import type { EventLog } from "@attune/engine/ports/event-log";
import type { FoldSettings } from "@attune/engine/profile/fold-group";
import type { Rewrite } from "@attune/engine/profile/partitions/kin";
import type { Letter } from "@attune/engine/profile/partitions/letter";
import { letterOf } from "@attune/engine/profile/partitions/letter-text";
import { logPages } from "@attune/engine/runtime/log-pages";
import { writesReplaying } from "@attune/engine/runtime/replay-log";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { StateToRestore } from "@attune/store/cluster/restore-state";
import { lettersUnderWay } from "../migrate/letters-under-way.ts";
import { settleKin } from "../migrate/settle-kin.ts";

const entriesAtOnce = 1_000;

interface Options {
  partitions: number;
  settings: FoldSettings;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * Makes the state of several partitions anew from their logs, where all of it is lost: people, what they own, who are kin and where they lie, under which message ids entries
 * came, and where each partition stands. Letters that were on their way are, still: their receivers take them in when they go on.
 */
export async function restoreFromLogs(
  lost: Omit<StateToRestore, "close">,
  { partitions, settings, now }: Options,
): Promise<void> {
  const letters = lost.letters.map(({ text }) => letterOf(text));
  const { log, orders } = await asTheyWillBe(lost, letters);
  await lost.putOrders(orders);
  const upTo = await log.head();
  for await (const entries of logPages(log, { after: 0, upTo, entriesAtOnce })) {
    await lost.putPeople(await writesReplaying(entries, { state: lost.people }, settings));
    await lost.people.own(entries);
  }
  await settleKin({
    ...{ log, now, partitions, underway: lettersUnderWay(letters) },
    commits: {
      add: (partition, { pointers = new Map(), kin = new Map(), members = new Map() }) =>
        lost.putKin(partition, { pointers, kin, members }),
    },
    withRecord: async (keys) => new Set((await lost.people.owners(keys)).identities.keys()),
  });
  // Kin lie where they did not: what is written of them from now on is to come after what any partition wrote.
  const tick = Math.max(...lost.standings.map((standing) => standing.tick));
  await lost.finish(lost.standings.map((standing) => ({ ...standing, tick })));
}

/** The log with what letters are yet to change in it, and the orders that changed entries: of two that change one the later holds, and nothing brings back what was erased. */
async function asTheyWillBe(lost: Pick<StateToRestore, "log" | "orders">, letters: readonly Letter[]) {
  const orders = new Map(lost.orders);
  const changed = new Map<Offset, Rewrite>();
  for (const { content } of letters)
    for (const rewrite of content.kind === "rewrite" ? content.rewrites : []) {
      const { offset } = rewrite.entry;
      const last = Math.max(orders.get(offset) ?? 0, changed.get(offset)?.order ?? 0);
      if (rewrite.order > last) changed.set(offset, rewrite);
    }
  for (const { kind, offset } of await lost.log.at([...changed.keys()])) {
    if (kind !== "tombstone") continue;
    orders.set(offset, changed.get(offset)!.order);
    changed.delete(offset);
  }
  const asItWillBe = (entry: LogEntry) => changed.get(entry.offset)?.entry ?? entry;
  const log: Pick<EventLog, "head" | "read"> = {
    head: lost.log.head,
    read: async (from, limit) => (await lost.log.read(from, limit)).map(asItWillBe),
  };
  return { log, orders };
}
