import type { Stores } from "@attune/engine/ports/stores";
import type { Offset } from "@attune/model/log-entry";

/** Stores whose changed entries can be told: what was read of the log before may be another now. */
export interface WatchedStores {
  stores: Stores;
  /** From now on, entries that are changed through these stores (by erasures, unmerges, details that are forgotten) are in the set, until `end`. */
  watch(): { rewritten: ReadonlySet<Offset>; end(): void };
}

export function watchRewrites(stores: Stores): WatchedStores {
  const watching = new Set<Set<Offset>>();
  const { state } = stores;
  return {
    stores: {
      ...stores,
      state: {
        ...state,
        async commit(writes) {
          await state.commit(writes);
          for (const rewritten of watching) for (const { offset } of writes.rewritten) rewritten.add(offset);
        },
      },
    },
    watch() {
      const rewritten = new Set<Offset>();
      watching.add(rewritten);
      return { rewritten, end: () => void watching.delete(rewritten) };
    },
  };
}
