import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey } from "../testing/memory-app.ts";

let app: MemoryApp;
beforeAll(async () => {
  app = await openMemoryApp();
});
afterAll(() => app.close());

describe("GET /v1/cluster", () => {
  it("is not there on an instance that keeps everything by itself", async () => {
    const answer = await app.server.inject({ method: "GET", url: "/v1/cluster", headers: basic(secretKey) });
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, "not-found"]);
  });
});

describe("POST /v1/capacity", () => {
  const ask = (payload: object) =>
    app.server.inject({ method: "POST", url: "/v1/capacity", headers: basic(secretKey), payload });
  const load = { eventsPerSecond: 100, decisionsPerSecond: 20, profiles: 1_000_000 };

  it("plans for the usual machine and a year where nothing else is said", async () => {
    expect((await ask(load)).json().question).toEqual({
      ...load,
      retentionDays: 365,
      machine: { cores: 8, memoryGiB: 32, diskGiB: 1_000 },
    });
  });

  it.each([
    [{ ...load, eventsPerSecond: -1 }, "eventsPerSecond"],
    [{ ...load, profiles: "many" }, "profiles"],
    [{ eventsPerSecond: 1, profiles: 1 }, "decisionsPerSecond"],
    [{ ...load, machine: { cores: 0, memoryGiB: 1, diskGiB: 1 } }, "machine.cores"],
    [{ ...load, speed: 1 }, "speed"],
  ])("refuses %j and says where", async (payload, path) => {
    const answer = await ask(payload);
    expect([answer.statusCode, answer.json().error.path]).toEqual([400, path]);
  });
});
