import { createRng, type Rng } from "@attune/math/rng";
import { dayMs } from "@attune/math/time-units";
import { createAppeal } from "./appeal.ts";
import type { Catalogue, ShopItem } from "./catalogue.ts";
import type { Exposures } from "./exposures.ts";
import type { Shopper } from "./shoppers.ts";
import { createStock, type Stock } from "./stock.ts";
import type { Switches } from "./switches.ts";
import type { TacticTruth } from "./truth.ts";

/** One shop, one period. */
export interface SimulationSettings {
  seed: number | string;
  /** First moment, epoch milliseconds. */
  startAt: number;
  days: number;
  catalogue: Catalogue;
  shoppers: readonly Shopper[];
  /** What the tactics do; that of the catalogue's kind unless given. */
  truth?: readonly TacticTruth[];
  switches?: Switches;
  /** No decision is asked before this day: the baseline that the tactics are later compared with. Default 0. */
  personalizedFromDay?: number;
  /**
   * Exponent on the mean appeal of a list, relative to the bestsellers, in the probability that something of it is opened.
   * 0 (the default): which items are shown decides what is opened, not how much. Above 0, better recommendations sell more.
   */
  relevance?: number;
}

/** What the shop and a person remember from one visit to the next. */
export interface Memory {
  /** When each device, by its anonymous id, first came to the shop. */
  firstSeenOn: Map<string, number>;
  /** When the shop first saw any device on which they have logged in since; infinite before the first login. */
  accountSince: number;
  /** The shop knows their account: from before, or since a login or an order. */
  identified: boolean;
  /** Anonymous ids of the devices on which they are logged in. */
  loggedInOn: Set<string>;
  exposures: Exposures;
  /** They subscribed; where that is what one does, they are not asked again. */
  subscribed: boolean;
  /** When they last looked at a product, on any device; minus infinity before the first time. */
  lastLookAt: number;
}

/** Everything a story may look at. It holds no state but the memories. */
export interface World {
  rng: Rng;
  /** Distinguishes the message and order ids of one run from those of another. */
  run: string;
  catalogue: Catalogue;
  stock: Stock;
  truth: ReadonlyMap<string, TacticTruth>;
  switches: Switches;
  /** How strongly an item draws a person, relative to others. */
  appeal(shopper: Shopper, item: ShopItem): number;
  /** How strongly better lists make people open products; see `SimulationSettings`. */
  relevance: number;
  startAt: number;
  endAt: number;
  /** No decision is asked before. */
  personalizedFrom: number;
  memoryOf(shopper: Shopper): Memory;
}

/** The stage on which stories are played. */
export function createWorld(settings: SimulationSettings): World {
  const { seed, startAt, days, catalogue, switches = {} } = settings;
  const rng = createRng(`${seed}/${startAt}`);
  const memories = new Map<Shopper, Memory>();
  return {
    rng,
    run: `${catalogue.kind.runPrefix}-${rng.fork("run").integer(4_294_967_296).toString(36)}`,
    catalogue,
    appeal: createAppeal(catalogue),
    stock: createStock(rng.fork("stock"), switches.stockOuts),
    truth: new Map((settings.truth ?? catalogue.kind.truth).map((truth) => [truth.tacticId, truth])),
    switches,
    relevance: settings.relevance ?? 0,
    startAt,
    endAt: startAt + days * dayMs,
    personalizedFrom: startAt + (settings.personalizedFromDay ?? 0) * dayMs,
    memoryOf(shopper) {
      let memory = memories.get(shopper);
      if (!memory) {
        memory = {
          firstSeenOn: new Map(),
          accountSince: Number.POSITIVE_INFINITY,
          identified: shopper.known,
          loggedInOn: new Set(),
          exposures: new Map(),
          subscribed: false,
          lastLookAt: Number.NEGATIVE_INFINITY,
        };
        memories.set(shopper, memory);
      }
      return memory;
    },
  };
}
