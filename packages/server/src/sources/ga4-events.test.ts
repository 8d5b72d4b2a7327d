import { expect, it } from "vitest";
import { ga4Events } from "./ga4-events.ts";

const at = Date.UTC(2026, 10, 20, 10);
const sent = (timestamp_micros: unknown) =>
  ga4Events({ client_id: "1.2", timestamp_micros, events: [{ name: "purchase", params: { value: 1 } }] })[0];

it("reads microseconds, and milliseconds where a client sends those by mistake", () => {
  for (const stated of [at * 1_000, `${at * 1_000}`, at, `${at}`])
    expect(sent(stated)?.timestamp).toBe("2026-11-20T10:00:00.000Z");
});

it("leaves out what is no time: then the moment of arrival counts", () => {
  for (const stated of [undefined, null, "", "yesterday", 1e300]) expect(sent(stated)).not.toHaveProperty("timestamp");
});
