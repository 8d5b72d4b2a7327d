import type { Micros } from "./money.ts";

/** What a business declares once and the whole system uses everywhere. */
export interface Business {
  name: string;
  /** IANA name; decides day edges. */
  timeZone: string;
  /** ISO 4217. Null: that of the data directory's first priced event. */
  currency: string | null;
  /** Units of the reporting currency for one unit of the named one, in micros: `{ USD: 790000 }`. */
  ratesMicros: Record<string, Micros>;
  revenue: RevenueDefinition;
  internalTraffic: InternalTrafficRule[];
}

/** Of an order's amounts, which count as revenue. `revenue` (or the sum of lines) is the base; these say what is added to it. */
export interface RevenueDefinition {
  includeTax: boolean;
  includeShipping: boolean;
}

/** Traffic of one's own: declared, never guessed. Any one field that matches marks the event as internal. */
export interface InternalTrafficRule {
  /** Exact value, or a CIDR block, of the client address that the event states in `context.ip`. */
  ip?: string;
  emailDomain?: string;
  userId?: string;
  /** A trait or property of that name that is true. */
  flag?: string;
}
