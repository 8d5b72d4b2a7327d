import type { PartitionStanding } from "@attune/engine/ports/partition-store";
import type { WriteApplier } from "./apply-writes.ts";
import type { LogReader } from "./log-reader.ts";

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

export async function createPartitionStandings({ partition, applier, readers }: Parts): Promise<PartitionStandings> {
  const none = new Array<number>(readers.length).fill(0);
  let mine = await of(partition);

  async function of(which: number): Promise<PartitionStanding> {
    const applied = await applier.standing(which);
    if (applied === null) return { tick: 0, received: none, sent: none, orders: [] };
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
