import type { EventLog } from "@attune/engine/ports/event-log";
import type { PartitionStanding } from "@attune/engine/ports/partition-store";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import { firstOffsetAt, partitionOfOffset } from "@attune/model/tick-offsets";

/**
 * The logs of all partitions as one, by offset, up to an end: read up to what every partition has passed, whoever follows it never meets an entry that belongs before what was read. Reads cost
 * as many requests as there are partitions.
 *
 * @param logs by partition
 * @param end nothing later is shown; asked with each read
 * @param offsetsOf the index of owners, which the state keeps for all
 */
export function createMergedLog(
  logs: readonly EventLog[],
  end: () => Promise<Offset>,
  offsetsOf: EventLog["offsetsOf"],
): EventLog {
  async function fromAll(read: (log: EventLog) => Promise<LogEntry[]>): Promise<LogEntry[]> {
    const found = await Promise.all(logs.map(read));
    return found.flat().sort((a, b) => a.offset - b.offset);
  }

  async function readBack(before: Offset | null, limit: number): Promise<LogEntry[]> {
    if (limit <= 0) return [];
    const upTo = Math.min(await end(), (before ?? Number.POSITIVE_INFINITY) - 1);
    return (await fromAll((log) => log.readBack(upTo + 1, limit))).slice(-limit);
  }

  return {
    async head() {
      return (await readBack(null, 1))[0]?.offset ?? 0;
    },
    async read(from, limit) {
      const upTo = await end();
      if (from > upTo) return [];
      const found = await fromAll((log) => log.read(from, limit));
      return found.slice(0, Math.max(0, limit)).filter(({ offset }) => offset <= upTo);
    },
    readBack,
    offsetsOf,
    async at(offsets) {
      const asked = logs.map((log, partition) =>
        log.at(offsets.filter((offset) => partitionOfOffset(offset, logs.length) === partition)),
      );
      const found = new Map((await Promise.all(asked)).flat().map((entry) => [entry.offset, entry]));
      return offsets.flatMap((offset) => found.get(offset) ?? []);
    },
  };
}

/**
 * Up to where readers may read: everything at or before it has been added and changed. A partition that lags, or is idle and passes nothing, holds everybody back;
 * an order is seen when every partition has changed the entries that it changes.
 */
export function passedByAll(standings: readonly PartitionStanding[]): Offset {
  const count = standings.length;
  const passed = standings.map(({ tick }, partition) => firstOffsetAt(tick + 1, partition, count) - 1);
  const underway = standings.flatMap(({ orders }, from) =>
    orders.filter(({ to, number }) => standings[to]!.received[from]! < number).map(({ order }) => order - 1),
  );
  return Math.min(...passed, ...underway);
}
