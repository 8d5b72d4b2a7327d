import type { PartitionStanding } from "@attune/engine/ports/partition-store";
import type { LogEntry } from "@attune/model/log-entry";
import { firstOffsetAt } from "@attune/model/tick-offsets";
import type { StoredMsg } from "@nats-io/jetstream";
import { describe, expect, it } from "vitest";
import { createLogTail } from "../embedded/log-tail.ts";
import { toMessage } from "./entry-messages.ts";
import { createClusterEventLog } from "./event-log.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { createLogReader } from "./log-reader.ts";
import { logStreams } from "./log-streams.ts";
import type { LongMessages } from "./long-messages.ts";
import { createMergedLog, passedByAll } from "./merged-log.ts";
import { createPartitionStandings } from "./partition-standings.ts";

const offset = (tick: number, partition: number) => firstOffsetAt(tick, partition, 2);
const standing = (tick: number): PartitionStanding => ({ tick, received: [0, 0], sent: [0, 0], orders: [] });

/** A partition's log of one entry for each of these ticks, on a server that has followed up to some sequence. */
function logOf(partition: number, ticks: readonly number[]) {
  const messages = ticks.map((tick, index) => {
    const entry: LogEntry = { kind: "tombstone", offset: offset(tick, partition), day: 1, type: "track" };
    const { data, headers } = toMessage({ from: entry.offset, count: 1, redo: [] }, [entry]);
    return { seq: index + 1, data, header: headers } as StoredMsg;
  });
  let followed = messages.length;
  const manager = {
    streams: {
      info: async () => ({ state: { last_seq: followed } }),
      getMessage: async (_: string, { seq }: { seq?: number }) =>
        seq === undefined || seq > followed ? null : messages[seq - 1]!,
    },
  };
  const long = { dataOf: async ({ data }: StoredMsg) => Buffer.from(data) } as LongMessages;
  const reader = createLogReader({ manager } as unknown as JetStreamLink, logStreams("test", partition), long);
  const head = async () => offset(ticks.at(-1)!, partition);
  return {
    reader,
    log: createClusterEventLog(reader, { head, offsetsOf: async () => [], tail: createLogTail(0, 0) }),
    follow: (sequence: number) => {
      followed = sequence;
    },
  };
}

async function twoPartitions() {
  const [mine, theirs] = [logOf(0, [2, 9]), logOf(1, [3, 5])];
  const state = [
    { standing: standing(4), sequence: 1 },
    { standing: standing(9), sequence: 2 },
  ];
  const standings = await createPartitionStandings({
    partition: 0,
    applier: { standing: async (which) => state[which]! },
    readers: [mine.reader, theirs.reader],
  });
  const end = async () => passedByAll(await standings.readable());
  const merged = createMergedLog([mine.log, theirs.log], end, async () => []);
  const read = async () => (await merged.read(1, 100)).map((entry) => entry.offset);
  return { state, standings, theirs, read };
}

describe("what several logs show", () => {
  it("is nothing beyond what the own log can be read to, whatever the state says already", async () => {
    const { state, standings, read } = await twoPartitions();
    const before = [offset(2, 0), offset(3, 1)];
    expect(await read()).toEqual(before);
    // The write set of tick 9 is in Redis, and its entry not in the tail yet: nobody may pass it by.
    state[0] = { standing: standing(9), sequence: 2 };
    expect(await read()).toEqual(before);
    standings.canBeRead(standing(9));
    expect(await read()).toEqual([...before, offset(5, 1), offset(9, 0)]);
  });

  it("lacks no entry of another partition that the answering server has not followed to: it is read later", async () => {
    const { standings, theirs, read } = await twoPartitions();
    standings.canBeRead(standing(9));
    theirs.follow(1);
    await expect(read()).rejects.toMatchObject({ code: "storage-unavailable" });
    theirs.follow(2);
    expect(await read()).toEqual([offset(2, 0), offset(3, 1), offset(5, 1), offset(9, 0)]);
  });
});
