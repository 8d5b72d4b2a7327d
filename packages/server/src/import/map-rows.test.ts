import { createReadStream, existsSync } from "node:fs";
import { resolve } from "node:path";
import { collectEvent } from "@attune/engine/collect/collect-event";
import type { CollectSettings, Envelope } from "@attune/engine/collect/envelope";
import { describe, expect, it } from "vitest";
import { findMapping } from "./find-mapping.ts";
import { mapRows } from "./map-rows.ts";

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
    let spent = 0;
    const began = performance.now();
    for await (const part of mapRows(
      createReadStream(onlineRetailFile, { highWaterMark: 1 << 18 }),
      findMapping("online-retail"),
    )) {
      rowCount = part.rowCount;
      expect(part.refused).toEqual([]);
      const now = performance.now();
      for (const { raw } of part.events) {
        const outcome = collectEvent(raw, envelope, settings);
        if (outcome.kind !== "keep") throw new Error(JSON.stringify(outcome));
        const { name, money, identifiers } = outcome.value;
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (money !== undefined) sums.set(money.kind, (sums.get(money.kind) ?? 0) + money.amountMicros);
        if (identifiers[0]!.namespace === "user_id") userIds.add(identifiers[0]!.value);
      }
      spent += performance.now() - now;
    }
    console.info(`total ${performance.now() - began} ms, of it collect ${spent} ms`);
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
