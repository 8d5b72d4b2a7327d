import type { SumName } from "@attune/model/condition";
import type { Json, JsonObject } from "@attune/model/json";
import type { EventCounter, Interaction, Profile, RecentEvent } from "@attune/model/profile";
import type { Membership } from "@attune/model/segment";
import type { Calendar } from "./calendar.ts";

/**
 * What a condition can ask about: one person at one moment. What a view does not carry (its optional fields) is undetermined. Functions must
 * not depend on the moment, so that the same view can be moved in time.
 */
export interface PersonView {
  traits: (name: string) => Json | undefined;
  context: JsonObject;
  counter: (eventName: string) => EventCounter | undefined;
  /** The counter in which events of a name may be counted that has none of its own. */
  overflow?: (eventName: string) => EventCounter | undefined;
  /** Business day of the moment, days since 1970. */
  today: number;
  /** Epoch milliseconds. */
  now?: number;
  calendar?: Calendar;
  visitor: "new" | "returning";
  /** From then on the person is `returning`. */
  newUntilAt?: number;
  cart: "empty" | "not-empty";
  cartLines?: () => Kept<CartLine>;
  consent?: Profile["consent"];
  events?: Kept<RecentEvent>;
  touches?: Kept<Interaction>;
  commerce?: Profile["commerce"];
  /** Money by business day, in micros in the place of counts. */
  amounts?: (name: SumName) => EventCounter | undefined;
  firstTouch?: Touch | null;
  lastTouch?: Touch | null;
  membership?: (segmentId: string) => Membership | undefined;
  score?: (name: string) => Score | undefined;
  bucketingKey?: string;
}

/** A view that can be moved in time. */
export type MovableView = PersonView & { now: number; calendar: Calendar };

/** A bounded list, ascending by time: all there is later than `completeAfter`, of earlier times perhaps not all. −∞: nothing is missing. */
export interface Kept<T> {
  list: readonly T[];
  completeAfter: number;
}

export type Touch = NonNullable<Profile["firstTouch"]>["value"];

/** What lies in the cart. What is not known of an item is absent. */
export interface CartLine extends Pick<Interaction, "itemId" | "category" | "brand" | "priceMicros"> {
  quantity: number;
}

/** A prediction about the person, and when it was made. */
export interface Score {
  value: number;
  at: number;
}
