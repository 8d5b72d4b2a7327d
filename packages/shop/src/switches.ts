import type { ShopperSegment } from "./shopper-segments.ts";

/** What makes a shop harder to read. Each is off unless its parameters are given; the README says what is true of each. */
export interface Switches {
  /** Crawlers that view pages and never buy; their user agents say what they are. */
  bots?: { visitsPerDay: number };
  /** Orders that come back: `share` of them, whole, after an exponential delay. */
  refunds?: { share: number; meanDays: number };
  /** In every stretch of `days` days each item is out of stock with probability `share`, independently. */
  stockOuts?: { share: number; days: number };
  /** A tactic's effect on a person halves every so many days after they first saw it. */
  noveltyDecay?: { halfLifeDays: number };
  /** After `freeExposures`, every further one takes `lossPerExposure` of the effect away; it can turn negative, to −1 times. */
  fatigue?: { freeExposures: number; lossPerExposure: number };
  /** A tactic's effect halves with every so many hours since the person last looked at a product; before the first look there is none. */
  signalDecay?: { halfLifeHours: number };
  /** Once the person was shown the tactic `seen`, the effect of `tacticId` is multiplied by `factor`. */
  afterTouch?: { tacticId: string; seen: string; factor: number };
  /** Share of carts abandoned on one device, by people with two, that are ordered on the other within a day. */
  crossDeviceOrders?: { share: number };
  /** Share of visits that end without a cart, after a look at something, from which the person comes back to that same thing within two days; up to twice. */
  secondThoughts?: { share: number };
  /** From that day on, a segment's visits per week are multiplied by its factor. */
  trafficMix?: { fromDay: number; factors: Partial<Record<ShopperSegment, number>> };
}
