import { randomUUID } from "node:crypto";
import type { Analytics } from "@attune/engine/ports/analytics";
import type { Partitions } from "@attune/engine/ports/partitions";
import type { Stores } from "@attune/engine/ports/stores";
import { AttuneError } from "@attune/model/errors";
import type { Offset } from "@attune/model/log-entry";
import type { WriteSet } from "@attune/model/write-set";
import { openClusterState } from "./cluster-state.ts";
import { openClusterDefinitionStore } from "./definition-store.ts";
import { openFileShelf } from "./file-shelf.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { loadBesideWriter } from "./load-beside-writer.ts";
import { logHealth } from "./log-health.ts";
import { logStreams } from "./log-streams.ts";
import type { OpenPartition } from "./partition-store.ts";
import type { RedisAccess } from "./redis-client.ts";

/** Entries whose owners are written down again at once, in a rebuild. */
const ownedAtOnce = 2_000;

interface PartitionedOptions {
  link: JetStreamLink;
  namespace: string;
  replicas: 1 | 3;
  redis: RedisAccess;
  shardCount?: number;
  analytics: Analytics;
  /** Partition 0, whose writer is here: a node that is not it any more is refused by its log. */
  zero: Pick<OpenPartition, "merged" | "trouble">;
  partitions: Partitions;
  patienceMs?: number;
}

/**
 * All stores of an instance of several partitions, for the node that runs the engine. The log is all partitions', as far as each has passed; people are read anew every time, since other nodes write them.
 * What changes people or entries goes through `Stores.partitions`.
 */
export async function openPartitionedStores(options: PartitionedOptions): Promise<Stores> {
  const { link, namespace, replicas, analytics, zero, partitions, patienceMs = 15_000 } = options;
  const definitions = await openClusterDefinitionStore({
    link,
    namespace,
    replicas,
    writerId: randomUUID(),
    patienceMs,
  });
  const files = openFileShelf({ link, namespace, replicas, definitions });
  const state = openClusterState({
    redis: options.redis,
    instance: namespace,
    staleMs: 0,
    ...(options.shardCount === undefined ? {} : { shardCount: options.shardCount }),
  });
  const { reads } = state;
  let isRebuilding = false;
  const logFrom = (offset: Offset) => zero.merged.read(offset, ownedAtOnce);

  return {
    log: zero.merged,
    state: {
      ...reads,
      load: loadBesideWriter(reads),
      async commit(writes) {
        if (releasesAlone(writes)) await partitions.setAside([], writes.released);
        else if (isRebuilding && changesPeopleAlone(writes)) await partitions.replacePeople(writes);
        else throw new AttuneError("internal", "over several partitions people and entries are changed by folding");
      },
      /** Kin stay what they are: nothing that names them is cleared. */
      async rebuild(fill) {
        isRebuilding = true;
        try {
          await reads.clear();
          for (let entries = await logFrom(1); entries.length > 0; entries = await logFrom(entries.at(-1)!.offset + 1))
            await reads.own(entries);
          await fill();
        } finally {
          isRebuilding = false;
        }
      },
    },
    quarantine: state.quarantine,
    definitions,
    scores: state.scores,
    memberships: state.memberships,
    journeys: state.journeys,
    promises: state.promises,
    partitions,
    files,
    analytics,
    async health() {
      const all = Array.from({ length: partitions.count }, (_, which) =>
        logHealth(link, logStreams(namespace, which), which === 0 ? zero.trouble() : null),
      );
      const each = await Promise.all(all);
      return {
        writable: each.every(({ writable }) => writable),
        detail: each.map(({ detail }) => detail).join("; "),
        usedBytes: each.reduce((sum, { usedBytes }) => sum + usedBytes, 0),
        limitBytes: Math.min(
          Number.MAX_SAFE_INTEGER,
          each.reduce((sum, { limitBytes }) => sum + limitBytes, 0),
        ),
      };
    },
    async backup() {
      throw new AttuneError("bad-request", "A cluster is copied with its engines' own means: see docs/cluster.md.");
    },
    async purge() {
      for (let partition = 0; partition < partitions.count; partition++) await partitions.forgetApplied(partition);
      await analytics.purge();
    },
    async close() {
      await definitions.close();
      await analytics.close();
      await state.close();
    },
  };
}

function releasesAlone({ entries, rewritten, profiles, identities, quarantined }: WriteSet): boolean {
  return entries.length + rewritten.length + quarantined.length === 0 && profiles.size + identities.size === 0;
}

function changesPeopleAlone({ entries, rewritten, quarantined, released, seen }: WriteSet): boolean {
  return entries.length + rewritten.length + quarantined.length + released.length + seen.size === 0;
}
