import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { basic, openMemoryApp, secretKey } from "../testing/memory-app.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const file = join(
  process.env.ATTUNE_DATA ?? resolve(root, "../shared/data"),
  "segment-spec-payloads/segment_spec_payloads.jsonl",
);
const isThere = existsSync(file);
if (!isThere) process.stdout.write(`skipped: every payload of Segment's specification, because there is no ${file}\n`);

test.skipIf(!isThere)(
  "every payload of Segment's specification, sent over HTTP, is accepted and kept or set aside with a reason",
  async () => {
    const app = await openMemoryApp();
    const lines = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const payloads = lines.filter((line) => line.kind === "raw").map((line) => line.payload as object);
    expect(payloads).toHaveLength(79);
    for (const payload of payloads) {
      const response = await app.server.inject({
        method: "POST",
        url: "/v1/batch",
        headers: basic(secretKey),
        payload,
      });
      expect([response.statusCode, response.json()]).toEqual([200, { success: true }]);
    }
    const counts = await app.engine.stores.quarantine.countByCode();
    const quarantined = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const entries = await app.engine.stores.log.read(1, 10_000);
    const kept = entries.filter((entry) => entry.kind === "event").length;
    // The specification's fragments that are no whole events (no type, no identifier, no name) are the ones set aside.
    expect(
      Object.keys(counts).filter((code) => !["unknown-type", "missing-identifier", "missing-name"].includes(code)),
    ).toEqual([]);
    expect(kept).toBeGreaterThan(quarantined);
    await app.close();
  },
);
