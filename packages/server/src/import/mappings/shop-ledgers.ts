import type { MappingFile } from "../mapping-file.ts";

/**
 * Shopify: Orders → Export. The first line of an order tells of all of it; the others are further products. What was paid back comes
 * with the webhook `refunds/create`, which tells when.
 */
const shopifyOrders: MappingFile = {
  name: "shopify-orders",
  format: "csv",
  optional: ["Phone", "Vendor", "Accepts Marketing", "Payment Method", "Discount Code", "Discount Amount"],
  groupBy: "Name",
  time: "Created at",
  identifiers: { email: "Email", phone: "Phone", otherwise: "anonymous" },
  currencyColumn: "Currency",
  consent: { "marketing-email": { column: "Accepts Marketing", yes: ["yes"], no: [] } },
  lines: {
    productId: "Lineitem sku",
    name: "Lineitem name",
    quantity: "Lineitem quantity",
    price: "Lineitem price",
    brand: "Vendor",
  },
  events: [
    {
      event: "Order Completed",
      products: true,
      properties: {
        order_id: "Name",
        total: "Total",
        tax: "Taxes",
        shipping: "Shipping",
        discount: "Discount Amount",
        coupon: "Discount Code",
        payment_method: "Payment Method",
      },
    },
  ],
};

/** A loyalty programme's bookings, one a line. */
const loyaltyLedger: MappingFile = {
  name: "loyalty-ledger",
  format: "csv",
  messageId: "transaction_id",
  time: "time",
  identifiers: { loyaltyId: "loyalty_id", email: "email" },
  events: [
    {
      when: { column: "kind", is: ["redeem", "redeemed"] },
      event: "Loyalty Points Redeemed",
      properties: { points: "points", balance: "balance", reason: "reason" },
      traits: { loyalty_tier: "tier" },
    },
    {
      event: "Loyalty Points Earned",
      properties: { points: "points", balance: "balance", reason: "reason" },
      traits: { loyalty_tier: "tier" },
    },
  ],
};

/** A till's receipts, one product a line; a negative sum is money paid back. */
const posReceipts: MappingFile = {
  name: "pos-receipts",
  format: "csv",
  groupBy: "receipt_id",
  time: "time",
  identifiers: { loyaltyId: "loyalty_id", email: "email", phone: "phone", otherwise: "anonymous" },
  currencyColumn: "currency",
  lines: { productId: "sku", name: "name", category: "category", quantity: "quantity", price: "price" },
  events: [
    {
      when: { total: "negative" },
      event: "Order Refunded",
      amount: "minus-lines",
      products: true,
      properties: { order_id: "receipt_id", store: "store" },
    },
    {
      event: "Order Completed",
      amount: "lines",
      products: true,
      properties: { order_id: "receipt_id", store: "store" },
    },
  ],
};

/** What people bought and earned outside of the web shop's own events. */
export const shopLedgers: readonly MappingFile[] = [shopifyOrders, loyaltyLedger, posReceipts];
