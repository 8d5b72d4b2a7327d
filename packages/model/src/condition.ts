import type { Json } from "./json.ts";

/** A question about one person and moment, as data: written in YAML, evaluated alike on server, browser and edge. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | ({ trait: string } & Comparison)
  | ({ context: string } & Comparison)
  | ({ event: string } & EventCount)
  | { visitor: "new" | "returning" }
  | { cart: "empty" | "not-empty" };

/** Exactly one operator. `exists` asks for presence; the others are false where the value is absent. */
export interface Comparison {
  is?: Json;
  isNot?: Json;
  in?: Json[];
  atLeast?: number;
  atMost?: number;
  contains?: string;
  exists?: boolean;
}

/** How often the event happened in the last `withinDays` days (absent: ever). Absent bounds: at least once. */
export interface EventCount {
  atLeast?: number;
  atMost?: number;
  withinDays?: number;
}
