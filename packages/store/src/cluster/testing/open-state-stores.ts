import { randomUUID } from "node:crypto";
import type { Stores } from "@attune/engine/ports/stores";
import { createQueue } from "../../embedded/create-queue.ts";
import { openMemoryStores } from "../../memory/stores.ts";
import { requireRising } from "../../require-rising.ts";
import { openClusterState } from "../cluster-state.ts";

/** State in Redis under a log in memory that gives sequences: what the state's own suites need. An instance of its own each time. */
export function openStateStores(addresses: readonly string[]): Stores {
  const state = openClusterState({
    redis: { addresses },
    instance: `test-${randomUUID()}`,
    shardCount: 8,
    loadStaleMs: Number.POSITIVE_INFINITY,
  });
  const memory = openMemoryStores();
  const inTurn = createQueue();
  let sequence = 0;
  return {
    ...memory,
    ...state,
    log: { ...memory.log, head: () => state.writes.head(0), offsetsOf: state.reads.offsetsOf },
    state: {
      ...state.reads,
      commit: (writes) =>
        inTurn(async () => {
          requireRising(writes, await state.writes.head(0));
          sequence += 1;
          await state.writes.apply(0, sequence, { ...writes, disowned: [] });
        }),
      forgetSeen: (now) => inTurn(() => state.reads.forgetSeen(now)),
      async rebuild(fill) {
        await state.reads.clear();
        await fill();
      },
    },
  };
}
