import type { Micros } from "./money.ts";
import type { Undetermined } from "./undetermined.ts";

/** What one campaign cost on one day. A row of the same day and campaign takes the place of the one before. */
export interface AdSpend {
  /** `2026-11-22`, a day of the business. */
  day: string;
  campaign: string;
  /** Where it ran, such as `google`; null: not known. */
  channel: string | null;
  /** In the reporting currency. */
  amountMicros: Micros;
  clicks: number | null;
  impressions: number | null;
}

export interface CampaignAcquisition {
  /** Null: people whose first touch names no campaign. */
  campaign: string | null;
  channel: string | null;
  spend: number;
  clicks: number | null;
  /** People first touched by the campaign whose first order lies in the range. */
  newCustomers: number;
  /** Spend per new customer. */
  costPerCustomer: number | Undetermined;
  /** What those people have brought so far, net of refunds, per person. */
  revenuePerCustomer: number | Undetermined;
  /** Revenue so far ÷ spend: what has come back of each unit. */
  returned: number | Undetermined;
}

/** `attune forecast acquisition`. */
export interface AcquisitionReport {
  schema: "attune.forecast.acquisition/1";
  computedAt: string;
  /** First and last day, both included. */
  from: string;
  to: string;
  currency: string | null;
  /** Blended: all spend over all new customers. */
  total: Omit<CampaignAcquisition, "campaign" | "channel">;
  campaigns: CampaignAcquisition[];
  caveats: string[];
}
