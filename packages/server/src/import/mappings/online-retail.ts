import type { MappingFile } from "../mapping-file.ts";

/**
 * UCI Online Retail II: invoice lines of a British wholesaler. The letter of an invoice decides first: `C` cancels (one of them,
 * C496350, has a positive total and so is a negative refund), `A` adjusts bad debt. Of the rest a positive total is an order and a
 * zero total a correction of stock. The lines of an invoice do not stand together, exact duplicates are real, and where an invoice has
 * several dates the first counts.
 * @see https://archive.ics.uci.edu/dataset/502/online+retail+ii
 */
export const onlineRetail: MappingFile = {
  name: "online-retail",
  format: "csv",
  timeZone: "Europe/London",
  groupBy: "Invoice",
  time: "InvoiceDate",
  identifiers: { userId: "Customer ID", otherwise: "anonymous" },
  currency: "GBP",
  lines: { productId: "StockCode", name: "Description", quantity: "Quantity", price: "Price" },
  events: [
    {
      when: { column: "Invoice", startsWith: "C" },
      event: "Order Refunded",
      amount: "minus-lines",
      products: true,
      properties: { order_id: "Invoice", country: "Country" },
    },
    {
      when: { column: "Invoice", startsWith: "A" },
      event: "Balance Adjusted",
      amount: "lines",
      properties: { order_id: "Invoice", country: "Country" },
    },
    {
      when: { total: "positive" },
      event: "Order Completed",
      amount: "lines",
      products: true,
      properties: { order_id: "Invoice", country: "Country" },
    },
    {
      when: { total: "zero" },
      event: "Stock Adjusted",
      products: true,
      properties: { order_id: "Invoice", country: "Country" },
    },
  ],
};
