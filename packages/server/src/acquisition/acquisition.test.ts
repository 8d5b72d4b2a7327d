import type { AcquisitionReport } from "@attune/model/acquisition";
import { afterEach, beforeEach, expect, it } from "vitest";
import { addTableText } from "../study/text-table.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";
import { readSpendTable } from "./read-spend-table.ts";

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp({ configuration: "business: { currency: EUR, rates: { USD: 0.9 } }" });
});
afterEach(() => app.close());

const post = (url: string, payload: object) =>
  app.server.inject({ method: "POST", url, headers: basic(secretKey), payload });

function table(text: string) {
  const columns = new Map<string, string[]>();
  addTableText(columns, "spend.csv", text);
  return readSpendTable(columns);
}

it("reads the exports of Google Ads and of Meta's Ads Manager", () => {
  expect(
    table(
      "Day,Campaign,Currency code,Cost,Impr.,Clicks\n2026-11-02,Brand,EUR,12.50,1000,40\nTotal: Account,,EUR,12.50,1000,40\n",
    ),
  ).toEqual([
    { day: "2026-11-02", campaign: "Brand", amount: "12.50", currency: "EUR", clicks: 40, impressions: 1000 },
  ]);
  expect(
    table(
      'Reporting starts,Reporting ends,Campaign name,Amount spent (USD),Impressions,Link clicks\n2026-11-02,2026-11-02,Autumn,"1,020.5",9000,\n',
    ),
  ).toEqual([{ day: "2026-11-02", campaign: "Autumn", amount: "1,020.5", currency: "USD", impressions: 9000 }]);
  expect(() => table("a,b\n1,2\n")).toThrow(/needs a day, a campaign and an amount; it has: a, b/);
});

it("tells what a customer costs by the campaign that touched them first, worked out by hand", async () => {
  const rows = [
    { day: "2026-11-02", campaign: "Brand", channel: "google", amount: 30, clicks: 10 },
    { day: "2026-11-02", campaign: "Brand", amount: 30, clicks: 5 },
    { day: "2026-11-03", campaign: "Autumn", amount: "100", currency: "USD" },
    { day: "2026-10-31", campaign: "Brand", amount: 999 },
  ];
  expect((await post("/v1/forecast/spend", { rows })).json()).toEqual({ stored: 3 });
  // The same again changes nothing.
  await post("/v1/forecast/spend", { rows });

  const at = (day: number) => new Date(Date.UTC(2026, 10, day, 12)).toISOString();
  const visit = (userId: string, campaign: string | null) => ({
    type: "page",
    userId,
    messageId: `v-${userId}`,
    timestamp: at(1),
    context: campaign === null ? {} : { campaign: { name: campaign } },
  });
  const order = (userId: string, day: number, revenue: number) => ({
    type: "track",
    event: "Order Completed",
    userId,
    messageId: `o-${userId}-${day}`,
    timestamp: at(day),
    properties: { order_id: `${userId}-${day}`, revenue, currency: "EUR" },
  });
  const events = [
    ...["a", "b", "c"].map((userId) => visit(userId, "brand")),
    visit("d", null),
    visit("e", "Brand"),
    order("a", 4, 50),
    order("a", 9, 10),
    order("b", 5, 30),
    order("d", 6, 20),
    // Before and after the range.
    order("c", 12, 70),
    order("e", 1, 5),
  ];
  const arrival = { source: "import:x", receivedAt: testNow, maxEventBytes: 32_000, deduplicate: "ever" as const };
  await app.engine.collect(events, arrival);

  const { jobId } = (await post("/v1/forecast/acquisition", { from: "2026-11-02", to: "2026-11-10" })).json();
  const report = (await app.instance.jobs.ended(jobId)).result as unknown as AcquisitionReport;
  expect(report.campaigns).toEqual([
    expect.objectContaining({
      campaign: "Autumn",
      spend: 90,
      newCustomers: 0,
      costPerCustomer: { undetermined: expect.anything() },
      returned: 0,
    }),
    expect.objectContaining({
      campaign: "Brand",
      channel: "google",
      clicks: 15,
      spend: 60,
      newCustomers: 2,
      costPerCustomer: 30,
      revenuePerCustomer: 45,
      returned: 1.5,
    }),
    expect.objectContaining({ campaign: null, spend: 0, newCustomers: 1, costPerCustomer: 0 }),
  ]);
  expect(report.total).toMatchObject({ spend: 150, newCustomers: 3, costPerCustomer: 50 });
  expect(report.caveats.join(" ")).toMatch(/names Autumn/);
});

it.each([
  [{ day: "2026-13-40", campaign: "x", amount: 1 }, "is no day"],
  [{ day: "2026-11-02", campaign: "x", amount: "much" }, "is no amount"],
  [{ day: "2026-11-02", campaign: "x", amount: 1, currency: "CHF" }, "no exchange rate from CHF to EUR"],
])("refuses %o with the row's number, and keeps nothing", async (row, told) => {
  const answer = await post("/v1/forecast/spend", { rows: [{ day: "2026-11-02", campaign: "fine", amount: 1 }, row] });
  expect([answer.statusCode, answer.json().error.message]).toEqual([400, expect.stringContaining(`Row 2: `)]);
  expect(answer.json().error.message).toContain(told);
});
