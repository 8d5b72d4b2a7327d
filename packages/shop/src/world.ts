import type { Rng } from "@attune/math/rng";
import type { Catalogue, ShopItem } from "./catalogue.ts";
import type { Exposures } from "./exposures.ts";
import type { Shopper } from "./shoppers.ts";
import type { Stock } from "./stock.ts";
import type { Switches } from "./switches.ts";
import type { TacticTruth } from "./truth.ts";

/** What the shop and a person remember from one visit to the next. */
export interface Memory {
  visits: number;
  orders: number;
  /** The shop knows their account: from before, or since a login or an order. */
  identified: boolean;
  /** Anonymous ids of the devices on which they are logged in. */
  loggedInOn: Set<string>;
  exposures: Exposures;
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
