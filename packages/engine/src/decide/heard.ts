import type { InteractionKind } from "@attune/model/profile";

/** An item that a person touched, or that the page is about. */
export interface Heard {
  /** Its number. */
  item: number;
  at: number;
  kind: InteractionKind | "page";
}

/** What of a person speaks for items. */
export interface ItemTouches {
  /** Distinct, latest first. */
  heard: readonly Heard[];
  /** How many of them are of the present visit. */
  ofThisVisit: number;
  /** Distinct items, the latest purchase of each first. */
  bought: readonly Heard[];
}

/** What of a person and a page speaks for items: each part as soon as a list of the answer has asked for it. */
export interface ItemHistory {
  touches?: ItemTouches;
  anchors?: readonly Heard[];
  cart?: readonly Heard[];
  aboutIds?: ReadonlySet<string>;
  hereIds?: ReadonlySet<string>;
  heardIds?: ReadonlySet<string>;
}
