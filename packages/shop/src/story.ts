import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import type { SegmentPayload } from "./segment-payload.ts";
import type { Shopper, ShopperDevice } from "./shoppers.ts";

/** Who is in front of the page: the truth at the moment of a decision. The engine is never told. */
export interface Visitor {
  shopper: Shopper;
  device: ShopperDevice["kind"];
  /** First seen less than twelve hours ago, as far as a shop can tell: on this device, or by the account they are logged in to. */
  isNew: boolean;
  itemsInCart: number;
}

/** What a story does next. Times never go back within one story. */
export type Move =
  | { kind: "event"; at: number; payload: SegmentPayload }
  /** Asks the engine what to show; the answer comes back as the value of `yield`. */
  | { kind: "ask"; at: number; request: DecideRequest; visitor: Visitor }
  /**
   * Has another story begin at `beginsAt`: a refund in days, a visit that a letter causes. A function that tells it, not the story: a
   * suspended generator keeps what it last yielded, and so would keep each finished visit in memory.
   */
  | { kind: "begin"; at: number; beginsAt: number; tell: () => Story }
  | { kind: "wait"; at: number };

/** A little play with one actor, written as a generator. All stories together, in the order of time, are the shop. */
export type Story = Generator<Move, void, DecideResponse | undefined>;
