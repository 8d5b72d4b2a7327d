/** One product line, as it goes into the event. */
export interface ProductLine {
  product_id: string;
  name?: string;
  category?: string;
  brand?: string;
  quantity?: number;
  price?: number;
}

/** The rows that become one event. The first tells time, person and kind; every one is a product line. */
export interface RowGroup {
  /** What the rows share, or what tells a single row from all others. Part of the message id. */
  key: string;
  first: readonly string[];
  lines: number[];
  products: ProductLine[];
  /** Sum of quantity × price, exact. */
  totalMicros: number;
  /** Spoils the whole group: an order without one of its lines would be a wrong order. */
  fault: { line: number; reason: string } | null;
}

export function emptyGroup(key: string, first: readonly string[]): RowGroup {
  return { key, first, lines: [], products: [], totalMicros: 0, fault: null };
}
