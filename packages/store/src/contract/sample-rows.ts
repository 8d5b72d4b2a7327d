import type { EventRow, ExposureRow } from "@attune/engine/ports/analytics";

/** A row of the events table: profile `p` views a product. */
export function sampleEventRow(offset: number, change: Partial<EventRow> = {}): EventRow {
  return {
    offset,
    profileId: "p",
    at: 1_000,
    receivedAt: 1_000,
    day: 0,
    type: "track",
    name: "Product Viewed",
    source: "http",
    actor: "person",
    channel: "web",
    device: "phone",
    identified: 0,
    moneyKind: "",
    amountMicros: 0,
    orderId: "",
    itemIds: [],
    itemQuantities: [],
    itemPricesMicros: [],
    itemCategories: [],
    propertyNames: [],
    propertyValues: [],
    ...change,
  };
}

/** A row of the exposures table: profile `p` is exposed to `tactic`. */
export function sampleExposureRow(offset: number, change: Partial<ExposureRow> = {}): ExposureRow {
  return {
    offset,
    profileId: "p",
    decisionId: `d-${offset}`,
    at: 100,
    day: 0,
    placementId: "home",
    tacticId: "tactic",
    variantId: "a",
    arm: "exposed",
    propensity: 0.5,
    device: "phone",
    channel: "web",
    ...change,
  };
}

/** An order of one person. */
export function sampleOrderRow(
  offset: number,
  profileId: string,
  amountMicros: number,
  change: Partial<EventRow> = {},
): EventRow {
  return sampleEventRow(offset, { profileId, name: "Order Completed", moneyKind: "order", amountMicros, ...change });
}
