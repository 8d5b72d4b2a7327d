const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

/** A price tag; empty where the item has no price. */
export const priceTag = (micros: number | undefined): string =>
  micros === undefined ? "" : euros.format(micros / 1e6);
