import { createReadStream, existsSync } from "node:fs";
import { resolve } from "node:path";
import { collectEvent } from "@attune/engine/collect/collect-event";
import type { CollectSettings, Envelope } from "@attune/engine/collect/envelope";
import { describe, expect, it } from "vitest";
import { findMapping } from "./find-mapping.ts";
import { mapRows } from "./map-rows.ts";
import type { MappedEvent, RefusedRow } from "./mapping.ts";

const dataFolder = process.env.ATTUNE_DATA ?? resolve(import.meta.dirname, "../../../../../shared/data");
const onlineRetailFile = resolve(dataFolder, "online-retail/online_retail_II_2009-12_2010-12.csv.gz");

const settings: CollectSettings = {
  business: {
    name: "Wholesaler",
    timeZone: "Europe/London",
    currency: null,
    ratesMicros: {},
    revenue: { includeTax: false, includeShipping: false },
    internalTraffic: [],
  },
  reportingCurrency: null,
};

const envelope: Envelope = {
  receivedAt: Date.UTC(2026, 0, 1),
  source: "import:online-retail",
  channel: "import",
  newMessageId: () => {
    throw new Error("every imported event has an id");
  },
  maxEventBytes: 1024 * 1024,
};

describe("mapRows of online-retail", () => {
  if (!existsSync(onlineRetailFile)) console.warn(`skipped: ${onlineRetailFile} is not there`);
  // Figures: counted from the file by an independent script (Python, decimal), 2026-11-22; sums agree with the data set's README.
  it.skipIf(!existsSync(onlineRetailFile))("gives the published orders and amounts of the whole file", async () => {
    const counts = new Map<string, number>();
    const sums = new Map<string, number>();
    const userIds = new Set<string>();
    let rowCount = 0;
    for await (const part of mapRows(
      createReadStream(onlineRetailFile, { highWaterMark: 1 << 18 }),
      findMapping("online-retail"),
    )) {
      rowCount = part.rowCount;
      expect(part.refused).toEqual([]);
      for (const { raw } of part.events) {
        const outcome = collectEvent(raw, envelope, settings);
        if (outcome.kind !== "keep") throw new Error(JSON.stringify(outcome));
        const { name, money, identifiers } = outcome.value;
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (money !== undefined) sums.set(money.kind, (sums.get(money.kind) ?? 0) + money.amountMicros);
        if (identifiers[0]!.namespace === "user_id") userIds.add(identifiers[0]!.value);
      }
    }
    expect(rowCount).toBe(525_461);
    expect(Object.fromEntries(counts)).toEqual({
      "Order Completed": 20_951,
      "Order Refunded": 4_592,
      "Balance Adjusted": 3,
      "Stock Adjusted": 3_270,
    });
    expect(Object.fromEntries(sums)).toEqual({
      order: 10_305_892_024_000,
      refund: 629_855_370_000,
      adjustment: -136_552_020_000,
    });
    expect(userIds.size).toBe(4_383);
  });
});

async function map(
  text: string,
  mapping: unknown,
): Promise<{ events: MappedEvent[]; refused: RefusedRow[]; rowCount: number }> {
  const all = { events: [] as MappedEvent[], refused: [] as RefusedRow[], rowCount: 0 };
  async function* source() {
    yield Buffer.from(text);
  }
  for await (const part of mapRows(source(), findMapping(mapping))) {
    all.events.push(...part.events);
    all.refused.push(...part.refused);
    all.rowCount = part.rowCount;
  }
  return all;
}

describe("mapRows", () => {
  const header = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n";

  it("joins the lines of an invoice wherever they stand; the first row tells time and person", async () => {
    const { events, refused } = await map(
      `${header}1,A,Cup ,2,2010-07-01T10:00:00,1.25,77,France
2,B,Pot,1,2010-07-01T10:01:00,3,,Spain
1,A,Cup,2,2010-07-01T10:05:00,1.25,77,France
`,
      "online-retail",
    );
    expect(refused).toEqual([]);
    expect(events).toEqual([
      {
        line: 2,
        raw: {
          messageId: "online-retail:1",
          type: "track",
          event: "Order Completed",
          timestamp: "2010-07-01T09:00:00.000Z",
          userId: "77",
          properties: {
            order_id: "1",
            country: "France",
            revenue: "5",
            currency: "GBP",
            products: [
              { product_id: "A", name: "Cup", quantity: 2, price: 1.25 },
              { product_id: "A", name: "Cup", quantity: 2, price: 1.25 },
            ],
          },
        },
      },
      { line: 3, raw: expect.objectContaining({ messageId: "online-retail:2", anonymousId: "online-retail:2" }) },
    ]);
  });

  it("lets the letter of an invoice decide before its total", async () => {
    const { events } = await map(
      `${header}C1,M,Manual,1,2010-07-01T10:00:00,373.57,,UK
C2,M,Manual,-2,2010-07-01T10:00:00,1.5,,UK
A3,B,Adjust bad debt,1,2010-07-01T10:00:00,-53594.36,,UK
4,Z,,-5,2010-07-01T10:00:00,0,,UK
`,
      "online-retail",
    );
    expect(events.map(({ raw }) => raw)).toMatchObject([
      { event: "Order Refunded", properties: { revenue: "-373.57", products: [{ quantity: -1 }] } },
      { event: "Order Refunded", properties: { revenue: "3", products: [{ quantity: 2 }] } },
      { event: "Balance Adjusted", properties: { revenue: "-53594.36" } },
      { event: "Stock Adjusted", properties: { products: [{ product_id: "Z", quantity: -5, price: 0 }] } },
    ]);
  });

  it("refuses an invoice whole where one of its rows is wrong, and says which", async () => {
    const { events, refused, rowCount } = await map(
      `${header}1,A,Cup,2,2010-07-01T10:00:00,1.25,77,UK
1,B,Pot,two,2010-07-01T10:00:00,1.25,77,UK
2,A,Cup,1,yesterday,1.25,77,UK
3,A,Cup,1
,A,Cup,1,2010-07-01T10:00:00,1.25,77,UK
5,A,Cup,-1,2010-07-01T10:00:00,1,77,UK
`,
      "online-retail",
    );
    expect(events).toEqual([]);
    expect(rowCount).toBe(6);
    expect(refused).toEqual([
      { line: 5, reason: "The row has 4 fields, the header 8." },
      { line: 6, reason: "`Invoice` is empty." },
      { line: 2, reason: "Belongs to 1, refused for line 3: `Quantity` is not a number." },
      { line: 3, reason: "`Quantity` is not a number." },
      { line: 4, reason: '`InvoiceDate` is not a time: "yesterday"' },
      { line: 7, reason: "No rule of the mapping applies." },
    ]);
  });

  it("names the column that a table lacks", async () => {
    await expect(map("Invoice,Price\n1,2\n", "online-retail")).rejects.toMatchObject({
      code: "bad-request",
      message: "The mapping online-retail needs a column `StockCode`; the table has `Invoice`, `Price`.",
    });
    await expect(map("", "online-retail")).rejects.toMatchObject({ code: "bad-request" });
  });

  it("gives rows without an id one of their content, so that twins stay apart and a second import changes nothing", async () => {
    const mapping = {
      name: "visits",
      format: "csv",
      time: "at",
      identifiers: { email: "mail" },
      events: [{ event: "Shop Visited", properties: { city: "city" } }],
    };
    const text = "at,mail,city\n2020-01-01,a@b.example,Rome\n2020-01-01,a@b.example,Rome\n";
    const first = await map(text, mapping);
    const ids = first.events.map(({ raw }) => (raw as { messageId: string }).messageId);
    expect(new Set(ids).size).toBe(2);
    expect(first).toEqual(await map(text, mapping));
    expect(first.events[0]!.raw).toMatchObject({
      event: "Shop Visited",
      timestamp: "2020-01-01T00:00:00.000Z",
      context: { traits: { email: "a@b.example" } },
      properties: { city: "Rome" },
    });
  });

  it("reads lines of JSON by paths", async () => {
    const mapping = {
      name: "crm",
      format: "jsonl",
      time: "seen.at",
      messageId: "id",
      identifiers: { userId: "person.id" },
      events: [
        { when: { column: "kind", is: ["new", "changed"] }, type: "identify", traits: { plan: "person.plan" } },
        { eventColumn: "kind", amount: { column: "value" } },
      ],
    };
    const { events, refused } = await map(
      '{"id":1,"kind":"new","seen":{"at":"2020-01-01"},"person":{"id":7,"plan":"gold"}}\n' +
        '{"id":2,"kind":"Balance Adjusted","seen":{"at":1577836800},"person":{"id":7},"value":-1.5}\n[1\n5\n' +
        `{"id":${"[".repeat(300)}${"]".repeat(300)}}\n`,
      mapping,
    );
    expect(events.map(({ raw }) => raw)).toMatchObject([
      { type: "identify", messageId: "crm:1", userId: "7", traits: { plan: "gold" } },
      {
        type: "track",
        event: "Balance Adjusted",
        messageId: "crm:2",
        timestamp: "2020-01-01T00:00:00.000Z",
        properties: { revenue: "-1.5" },
      },
    ]);
    expect(events[0]!.raw).not.toHaveProperty("event");
    expect(refused).toEqual([
      { line: 3, reason: "The line is not JSON." },
      { line: 4, reason: "The line is not a JSON object." },
      { line: 5, reason: "The line nests deeper than 256 levels." },
    ]);
  });

  it("reads who somebody is and what they chose from lines of JSON as from tables", async () => {
    const mapping = {
      name: "till",
      format: "jsonl",
      messageId: "id",
      identifiers: { loyaltyId: ["card.number", "card.old"] },
      consent: { "marketing-email": { column: "mail", yes: ["y"], no: ["n"] } },
      events: [{ type: "identify" }],
    };
    const { events } = await map('{"id":1,"card":{"old":"L-7"},"mail":"n"}\n', mapping);
    expect(events.map(({ raw }) => raw)).toMatchObject([
      { context: { traits: { loyalty_id: "L-7" }, consent: { "marketing-email": false } } },
    ]);
  });

  it("hands Segment's events on as they are", async () => {
    const { events, refused } = await map(
      '{"type":"track","event":"A","userId":"u","messageId":"m"}\n{"type":"page","userId":"u"}\n{oops\n5\n' +
        `{"type":"page","x":${"[".repeat(20_000)}${"]".repeat(20_000)}}\n`,
      "segment-jsonl",
    );
    expect(events[0]).toEqual({ line: 1, raw: { type: "track", event: "A", userId: "u", messageId: "m" } });
    expect(events[1]!.raw).toMatchObject({ type: "page", messageId: expect.stringMatching(/^segment-jsonl:/) });
    expect(events[2]).toEqual({ line: 4, raw: 5 });
    expect(refused).toEqual([
      { line: 3, reason: "The line is not JSON." },
      { line: 5, reason: "The line nests deeper than 256 levels." },
    ]);
  });
});
