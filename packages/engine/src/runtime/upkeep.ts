import type { RankedLists } from "../decide/item-lists.ts";
import type { Stores } from "../ports/stores.ts";
import type { EngineObserver } from "./engine-parts.ts";
import { refreshItemLists } from "./refresh-item-lists.ts";
import { repeat } from "./repeat.ts";

export interface UpkeepParts {
  stores: Stores;
  catalogue: { rank: (lists: RankedLists) => void };
  clock: () => number;
  /** Says to who follows the log that there may be something new. */
  wake: () => void;
  onTrouble: EngineObserver["trouble"];
}

const refreshListsMs = 15_000;
const forgetSeenMs = 3_600_000;
const lookAgainMs = 300;

/** What an open engine does by itself, again and again, whoever asks for what. `stop` waits for what is under way. */
export function startUpkeep({ stores, catalogue, clock, wake, onTrouble }: UpkeepParts): { stop: () => Promise<void> } {
  const refreshing = repeat(
    refreshListsMs,
    async () => {
      catalogue.rank(await refreshItemLists(stores, clock()));
    },
    (error) => onTrouble("item-lists", error),
  );
  const forgetting = repeat(
    forgetSeenMs,
    () => stores.state.forgetSeen(clock()),
    (error) => onTrouble("forgetting", error),
  );
  // What other partitions have folded is seen when all have passed it, and nobody says so here.
  const looking =
    stores.partitions &&
    repeat(
      lookAgainMs,
      async () => wake(),
      () => {},
    );
  return {
    async stop() {
      await Promise.all([refreshing.stop(), forgetting.stop(), looking?.stop()]);
    },
  };
}
