import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { crashRounds } from "./testing/crash-rounds.ts";

const dataDirectory = mkdtempSync(join(tmpdir(), "attune-crash-"));
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

describe("durability", () => {
  it("every acknowledged event is there exactly once after SIGKILL at random moments: in the log, in the profiles, in analytics", async () => {
    const outcome = await crashRounds({ dataDirectory, rounds: 4, seed: 20261122, longestLifeMs: 2_500, senders: 4 });
    expect(outcome.acknowledged).toBeGreaterThan(200);
    expect(outcome).toMatchObject({ missing: 0, doubled: 0 });
    expect(outcome.events).toEqual({
      log: outcome.events.log,
      profiles: outcome.events.log,
      analytics: outcome.events.log,
    });
  });
});
