import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRng } from "@attune/math/rng";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepScoreChoices, usualScoreChoices } from "../jobs/refresh-scores.ts";
import { refreshScoresWhenDue } from "../jobs/schedule-scores.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";

const built = existsSync(fileURLToPath(new URL("../../dist/study/study-process.js", import.meta.url)));
if (!built) console.warn("skipped: scores are worked out in a process of their own, and npm run build has not run");

const dayMs = 86_400_000;

const configuration = `
holdout: 0
placements:
  hero:
    default: { content: { headline: Welcome } }
tactics:
  win-back:
    placement: hero
    holdout: 0
    when: { score: probabilityAlive, atMost: 0.3, maxAgeDays: 2 }
    content: { headline: We miss you }
`;

/** Half of the people buy about every twenty days until now; the others stopped half a year ago. */
function orders(): object[] {
  const rng = createRng("orders");
  return Array.from({ length: 60 }, (_, i) => {
    const lastDay = i % 2 === 0 ? 0 : 180;
    const found: object[] = [];
    for (let day = 330 - (i % 30); day > lastDay; day -= 12 + rng.integer(16)) {
      found.push({
        type: "track",
        event: "Order Completed",
        userId: `u${i}`,
        messageId: `m-${i}-${day}`,
        timestamp: new Date(testNow - day * dayMs).toISOString(),
        properties: { order_id: `o-${i}-${day}`, total: 10 + rng.integer(30), currency: "EUR", products: [] },
      });
    }
    return found;
  }).flat();
}

describe.skipIf(!built)("scores of people", { timeout: 150_000 }, () => {
  let app: MemoryApp;
  beforeAll(async () => {
    app = await openMemoryApp({ configuration });
    const taken = await app.engine.collect(orders(), {
      source: "import:orders",
      receivedAt: testNow,
      maxEventBytes: 32_768,
      deduplicate: "ever",
    });
    expect(taken.quarantined).toBe(0);
  });
  afterAll(() => app.close());

  const send = (method: "GET" | "POST" | "DELETE", url: string, payload?: object) =>
    app.server.inject({ method, url, headers: basic(secretKey), ...(payload === undefined ? {} : { payload }) });

  async function refreshed(choices: object) {
    const answer = await send("POST", "/v1/forecast/scores", choices);
    expect(answer.statusCode, answer.body).toBe(200);
    const job = await app.instance.jobs.ended(answer.json().jobId);
    expect(job.error).toBeNull();
    return job.result as Record<string, unknown>;
  }

  const scoresOf = async (userId: string): Promise<Record<string, { value: number; modelVersion: string }>> => {
    const { scores } = (await send("GET", `/v1/profiles/user_id/${userId}`)).json();
    return Object.fromEntries(scores.map((score: { name: string }) => [score.name, score]));
  };

  const headline = async (userId: string) =>
    (await app.engine.decide({ userId, placements: ["hero"] })).placements.hero?.content.headline;

  it("nobody has scores before the first refresh, and conditions on them are undetermined", async () => {
    expect((await send("GET", "/v1/forecast/scores")).statusCode).toBe(404);
    expect(await scoresOf("u1")).toEqual({});
    expect(await headline("u1")).toBe("Welcome");
  });

  it("a refresh writes them to the profiles, with version and age, and decisions ask for them", async () => {
    const result = await refreshed({ model: "bg-nbd", margin: 0.5 });
    expect(result).toMatchObject({ schema: "attune.forecast.scores/1", model: "bg-nbd", people: 60, withValue: 60 });
    expect((await send("GET", "/v1/forecast/scores")).json()).toMatchObject({ people: 60, ageMs: 0 });
    const [active, lapsed] = [await scoresOf("u0"), await scoresOf("u1")];
    expect(active.probabilityAlive?.value).toBeGreaterThan(0.7);
    expect(lapsed.probabilityAlive?.value).toBeLessThan(0.1);
    expect(active.futureValue?.value).toBeGreaterThan(5 * lapsed.futureValue!.value);
    expect(active.futureValue).toMatchObject({
      modelVersion: result.modelVersion,
      computedAt: new Date(testNow).toISOString(),
      ageMs: 0,
    });
    expect(active.nextOrderAt?.value).toBeCloseTo(testNow + dayMs * active.nextOrderInDays!.value, -1);
    expect([await headline("u0"), await headline("u1")]).toEqual(["Welcome", "We miss you"]);
  });

  it("an erased person has none", async () => {
    const { profileId } = (await send("GET", "/v1/profiles/user_id/u3")).json();
    await send("DELETE", "/v1/profiles/user_id/u3");
    expect(await app.engine.stores.scores.of(profileId)).toEqual({});
  });

  it("a replay leaves them to those whom it brings back", async () => {
    const before = await scoresOf("u0");
    await app.engine.replay(() => {}, new AbortController().signal);
    expect(await scoresOf("u0")).toEqual(before);
  });

  it("the schedule begins one when the last is older than was chosen, and not before", async () => {
    const no = { personalization: false };
    const refusal = { type: "identify", userId: "u5", context: { consent: { categoryPreferences: no } } };
    await send("POST", "/v1/batch", { batch: [refusal] });
    const since = { at: 0 };
    expect(await refreshScoresWhenDue(app.instance, since)).toBeNull();
    const later = {
      ...app.instance,
      state: "serving" as const,
      engine: app.engine,
      clock: () => testNow + 25 * 3_600_000,
    };
    const job = await refreshScoresWhenDue(later, since);
    expect(job?.kind).toBe("scores");
    await app.instance.jobs.ended(job!.jobId);
    expect((await send("GET", "/v1/forecast/scores")).json()).toMatchObject({
      computedAt: testNow + 25 * 3_600_000,
      // Without the one who was erased and the one who said no.
      people: 58,
      choices: { model: "bg-nbd", margin: 0.5 },
    });
    expect(await scoresOf("u5")).toEqual({});
    expect(await refreshScoresWhenDue(later, since)).toBeNull();
    await keepScoreChoices(app.engine, { ...usualScoreChoices, everyHours: 0 });
    expect(await refreshScoresWhenDue({ ...later, clock: () => testNow + 1e12 }, since)).toBeNull();
  });
});
