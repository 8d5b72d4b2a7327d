import type { PartitionStanding } from "@attune/engine/ports/partition-store";
import { createWriteApplier, type WriteApplier } from "./apply-writes.ts";
import type { KeySpace } from "./key-space.ts";
import type { LogReader } from "./log-reader.ts";
import type { RedisClient } from "./redis-client.ts";

/** Where all partitions stand, and as far as their logs can be read from here. */
export interface PartitionStandings {
  /** As the state says it. */
  of(partition: number): Promise<PartitionStanding>;
  all(): Promise<PartitionStanding[]>;
  /**
   * Nothing that is passed by these is missing in the logs as this process reads them: the state says of its own partition a moment before its log's tail has the
   * entries, and of the others maybe before the server that answers here has followed.
   */
  readable(): Promise<PartitionStanding[]>;
  /** The own partition's log can be read as far as this. */
  canBeRead(standing: PartitionStanding): void;
}

interface Parts {
  /** This process's own. */
  partition: number;
  applier: Pick<WriteApplier, "standing">;
  /** By partition. */
  readers: ReadonlyArray<Pick<LogReader, "acknowledged">>;
}

/** For who writes none of them: as the state says it. */
export function createStandingsReads(redis: RedisClient, keys: KeySpace, count: number) {
  const { standing } = createWriteApplier(redis, keys, () => {});
  return (): Promise<PartitionStanding[]> =>
    Promise.all(Array.from({ length: count }, async (_, which) => (await standing(which))?.standing ?? begins(count)));
}

function begins(count: number): PartitionStanding {
  const none = new Array<number>(count).fill(0);
  return { tick: 0, received: none, sent: none, orders: [] };
}

export async function createPartitionStandings({ partition, applier, readers }: Parts): Promise<PartitionStandings> {
  let mine = await of(partition);

  async function of(which: number): Promise<PartitionStanding> {
    const applied = await applier.standing(which);
    if (applied === null) return begins(readers.length);
    // A server that has less than that refuses to be read, instead of leaving out what it lacks.
    if (which !== partition) readers[which]!.acknowledged(applied.sequence);
    return applied.standing;
  }

  return {
    of,
    all: () => Promise.all(readers.map((_, which) => of(which))),
    readable: () => Promise.all(readers.map((_, which) => (which === partition ? mine : of(which)))),
    canBeRead(standing) {
      mine = standing;
    },
  };
}
