import type { PartitionWrites } from "@attune/engine/ports/partition-store";
import { AttuneError } from "@attune/model/errors";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import { partitionOfOffset, tickOfOffset } from "@attune/model/tick-offsets";
import type { WriteSet } from "@attune/model/write-set";
import type { OpenPartition } from "@attune/store/cluster/partition-store";

/** All partitions of an instance as one process changes them, without the protocol: nobody else is at work. */
export interface PartitionCommits {
  /** New entries are all of one partition. Message keys are left out: they belong to kin. */
  commit(writes: WriteSet): Promise<void>;
  /** To one partition, at the tick where it stands. */
  add(partition: number, changes: Partial<PartitionWrites>): Promise<void>;
  /** What is written of people from now on, by whichever partition, is newer than all before. */
  evenTicks(): Promise<void>;
}

export function createPartitionCommits(partitions: readonly OpenPartition[]): PartitionCommits {
  const count = partitions.length;

  async function commitAt(partition: number, changes: Partial<PartitionWrites>, tick = 0): Promise<void> {
    const store = partitions[partition]!;
    const before = await store.standing();
    const standing = { ...before, tick: Math.max(before.tick, tick) };
    const rewrote = changes.rewritten === undefined ? {} : { rewrote: standing.tick };
    await store.commit({ ...nothing(), ...changes, standing: { ...standing, ...rewrote } });
  }

  /** Whose writes of people count as the newest. */
  async function newest(): Promise<number> {
    const ticks = await Promise.all(partitions.map(async (store) => (await store.standing()).tick));
    return ticks.lastIndexOf(Math.max(...ticks));
  }

  async function append({ entries, profiles, identities }: WriteSet): Promise<void> {
    const last = entries.at(-1)?.offset;
    if (last === undefined) return commitAt(await newest(), { profiles, identities });
    const tick = tickOfOffset(last, count);
    const ticks = await Promise.all(partitions.map(async (store) => (await store.standing()).tick));
    if (Math.max(...ticks) > tick)
      throw new AttuneError(
        "conflict",
        "The cluster has worked by itself since it was moved to: a move begins on an empty instance, or goes on where one was cut short.",
      );
    await commitAt(partitionOfOffset(last, count), { entries, profiles, identities }, tick);
  }

  return {
    async commit(writes) {
      const { rewritten, quarantined, released, entries, profiles, identities } = writes;
      for (const [partition, some] of byPartition(rewritten, count)) await commitAt(partition, { rewritten: some });
      if (quarantined.length + released.length > 0) await commitAt(0, { quarantined, released });
      if (entries.length + profiles.size + identities.size > 0) await append(writes);
    },
    add: commitAt,
    async evenTicks() {
      const ticks = await Promise.all(partitions.map(async (store) => (await store.standing()).tick));
      for (let partition = 0; partition < count; partition++) await commitAt(partition, {}, Math.max(...ticks));
    },
  };
}

function byPartition(rewritten: readonly LogEntry[], count: number): Map<number, PartitionWrites["rewritten"]> {
  const found = new Map<number, Map<Offset, { entry: LogEntry; order: Offset }>>();
  for (const entry of rewritten) {
    const partition = partitionOfOffset(entry.offset, count);
    const some = found.get(partition) ?? new Map();
    found.set(partition, some.set(entry.offset, { entry, order: 0 }));
  }
  return found;
}

const nothing = (): Omit<PartitionWrites, "standing"> => ({
  entries: [],
  rewritten: new Map(),
  profiles: new Map(),
  identities: new Map(),
  pointers: new Map(),
  kin: new Map(),
  members: new Map(),
  letters: [],
  quarantined: [],
  released: [],
});
