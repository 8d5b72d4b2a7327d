import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleEventRow } from "../contract/sample-rows.ts";
import { createEmbeddedAnalytics } from "./analytics.ts";

describe("an analyst's SQL", () => {
  let directory: string;
  let analytics: ReturnType<typeof createEmbeddedAnalytics>;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "attune-select-"));
    analytics = createEmbeddedAnalytics(join(directory, "chdb"));
    const events = [1, 2, 3].map((offset) =>
      sampleEventRow(offset, { name: offset === 3 ? "Page Viewed" : "Product Viewed" }),
    );
    await analytics.insert({ events, exposures: [], people: [] }, "1-3");
  });
  afterAll(async () => {
    await analytics.close();
    await rm(directory, { recursive: true, force: true });
  });

  it("is answered, with aliases, joins and names of the query's own", async () => {
    const sql =
      "WITH named AS (SELECT e.name AS name, e.at AS at FROM events AS e) SELECT name, count() AS n, max(at) >= 0 AS ok FROM named GROUP BY name ORDER BY n DESC";
    expect(await analytics.select(sql, 10)).toEqual([
      { name: "Product Viewed", n: "2", ok: 1 },
      { name: "Page Viewed", n: "1", ok: 1 },
    ]);
  });

  it("is refused where it asks for more rows, more time or what is no SELECT", async () => {
    await expect(analytics.select("SELECT name FROM events", 2)).rejects.toMatchObject({ code: "overloaded" });
    await expect(analytics.select("SELECT name FROM system.tables", 10)).rejects.toMatchObject({ code: "bad-request" });
    const endless = `SELECT count() FROM events AS a ${Array.from({ length: 24 }, (_, i) => `CROSS JOIN events AS b${i}`).join(" ")}`;
    await expect(analytics.select(endless, 10, { timeoutMs: 500 })).rejects.toMatchObject({ code: "overloaded" });
    expect(await analytics.select("SELECT count() AS n FROM events", 1)).toEqual([{ n: "3" }]);
  });

  it("is answered by the mistake where it makes one", async () => {
    await expect(analytics.select("SELECT nothing FROM events", 10)).rejects.toMatchObject({
      code: "bad-request",
      message: expect.stringMatching(/^Unknown expression identifier .*nothing.*[^)]$/s),
    });
  });

  it("goes into files", async () => {
    const csv = join(directory, "out.csv");
    await analytics.writeSelected("SELECT name, offset FROM events ORDER BY offset", "csv", csv);
    expect(readFileSync(csv, "utf8")).toBe(
      '"name","offset"\n"Product Viewed",1\n"Product Viewed",2\n"Page Viewed",3\n',
    );
    const parquet = join(directory, "out.parquet");
    await analytics.writeSelected("SELECT name FROM events", "parquet", parquet);
    // The magic number at both ends of a Parquet file.
    const bytes = readFileSync(parquet);
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(["PAR1", "PAR1"]);
  });
});
