import type { Micros } from "./money.ts";

/** A thing of the catalogue that can be shown and bought. */
export interface Item {
  itemId: string;
  name: string;
  category?: string;
  brand?: string;
  priceMicros?: Micros;
  costMicros?: Micros;
  url?: string;
  imageUrl?: string;
  available: boolean;
}
