import { afterEach, describe, expect, it } from "vitest";
import { banditReport } from "../report/bandit-report.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";
import { guardExperiments } from "./guard-experiments.ts";
import { guardTactics } from "./guard-tactics.ts";
import { learnBandits } from "./learn-bandits.ts";

const hourMs = 3_600_000;

function configuration(experiment: string): string {
  return `
holdout: 0
placements: { hero: {} }
tactics:
  banner: { placement: hero, holdout: 0, windowDays: 1, variants: { a: {}, b: {} } }
experiments:
  x: { tactic: banner, control: a, ${experiment} }
`;
}

let app: MemoryApp;
let now = testNow;
afterEach(() => app.close());

async function open(experiment: string): Promise<void> {
  now = testNow;
  app = await openMemoryApp({ configuration: configuration(experiment), clock: () => now });
  const headers = basic(secretKey);
  await app.server.inject({ method: "POST", url: "/v1/experiments/x/start", headers, payload: {} });
}

/** So many visitors are shown the banner; of those of a variant on a device, the share that is told buys an hour later. */
async function live(
  count: number,
  prefix: string,
  buys: (variantId: string | null, device: string) => number,
): Promise<void> {
  const batch = [];
  const seen = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const anonymousId = `${prefix}-${i}`;
    const device = i % 2 === 0 ? "phone" : "desktop";
    const { placements } = await app.engine.decide({ anonymousId, placements: ["hero"], context: { kind: device } });
    const { variantId } = placements.hero!;
    const share = buys(variantId, device);
    const key = `${variantId}/${device}`;
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    // Exactly that share of each group, whatever the order in which it came.
    if (Math.floor(nth * share) === Math.floor((nth - 1) * share)) continue;
    batch.push({
      type: "track",
      event: "Order Completed",
      anonymousId,
      messageId: `order-${anonymousId}`,
      timestamp: new Date(now + hourMs).toISOString(),
      properties: { order_id: anonymousId, total: 10, currency: "EUR" },
    });
  }
  now += hourMs;
  await app.server.inject({ method: "POST", url: "/v1/batch", headers: basic(writeKey), payload: { batch } });
  await app.engine.settled(10_000);
}

describe("a bandit in service", () => {
  it("draws by its declared weights until windows have ended, then as often as a variant is likely to be the best", async () => {
    await open("bandit: { windowHours: 24, floor: 0.1 }");
    await live(200, "first", (variant) => (variant === "b" ? 0.4 : 0.1));
    expect(await learnBandits(app.engine, now)).toEqual([]);
    now += 24 * hourMs;
    expect(await learnBandits(app.engine, now)).toEqual(["x"]);
    const { policy, run } = app.engine.experiments.find("x");
    // With 100 draws each at .4 and .1 the chance that b is the better one is above 1 − 10⁻⁶: all but the floor.
    expect(policy?.learnedFrom).toBe(200);
    expect(policy?.probabilities[1]).toBeGreaterThan(0.94);
    expect(policy?.probabilities[1]).toBeLessThanOrEqual(0.95);

    await live(100, "second", () => 0.2);
    const { assignments } = (await app.engine.findProfile({ namespace: "anonymous_id", value: "second-0" }))!;
    expect(assignments?.x).toMatchObject({ drawnAt: now - hourMs });
    now += 24 * hourMs;
    const report = await banditReport(app.engine, run!, { ...run!.registered.policy } as never, policy, now);
    expect(report).toMatchObject({ draws: 300, isCut: false, floor: 0.1 });
    expect(await learnBandits(app.engine, now)).toEqual(["x"]);
    expect(app.engine.experiments.find("x").policy).toMatchObject({ version: 2, learnedFrom: 300 });
    expect(await learnBandits(app.engine, now)).toEqual([]);
  });

  it("keeps a draw for its window, and draws anew after it", async () => {
    await open("bandit: { windowHours: 24 }");
    const ask = () => app.engine.decide({ anonymousId: "ada", placements: ["hero"] });
    const find = async () =>
      (await app.engine.findProfile({ namespace: "anonymous_id", value: "ada" }))?.assignments?.x;
    const first = (await ask()).placements.hero?.variantId;
    await expect.poll(find).toMatchObject({ drawnAt: testNow });
    now += 23 * hourMs;
    expect((await ask()).placements.hero?.variantId).toBe(first);
    await expect.poll(find).toMatchObject({ drawnAt: testNow, last: { at: now } });
    now += hourMs;
    await ask();
    await expect.poll(find).toMatchObject({ drawnAt: now });
  });

  it("learns who is better off with which variant", async () => {
    await open("bandit: { context: ['context:kind'], windowHours: 24, floor: 0.1 }");
    await live(300, "v", (variant, device) => ((variant === "b") === (device === "phone") ? 0.5 : 0.1));
    now += 24 * hourMs;
    await learnBandits(app.engine, now);
    const { byContext } = app.engine.experiments.find("x").policy!;
    expect(byContext?.["context:kind=phone"]?.[1]).toBeGreaterThan(0.9);
    expect(byContext?.["context:kind=desktop"]?.[0]).toBeGreaterThan(0.9);
  });

  it("retreats to the control where the policy earns less", async () => {
    await open("variants: { a: 0.2, b: 0.8 }, bandit: { windowHours: 24, floor: 0.1 }");
    await live(500, "v", (variant) => (variant === "b" ? 0.02 : 0.7));
    now += 24 * hourMs;
    const [stopped] = await guardExperiments(app.engine, now);
    expect(stopped?.reason).toContain("retreats to the control");
    expect((await app.engine.decide({ anonymousId: "later", placements: ["hero"] })).placements.hero?.variantId).toBe(
      "a",
    );
  });
});

describe("a guardrail", () => {
  it("stops an experiment whose variant harms it, and leaves the control to everyone", async () => {
    await open("metric: revenue-per-visitor, guardrails: { conversion-rate: 0.02 }");
    await live(600, "v", (variant) => (variant === "b" ? 0.1 : 0.5));
    const [stopped] = await guardExperiments(app.engine, now);
    expect(stopped).toMatchObject({ experimentId: "x" });
    expect(stopped?.reason).toContain("b changes conversion-rate by -0.4");
    expect(app.engine.experiments.find("x").run).toMatchObject({ status: "stopped", endedBy: "guardrail", shown: "a" });
  });

  it("lets an experiment run whose variants do alike, however often it looks", async () => {
    await open("metric: revenue-per-visitor, guardrails: { conversion-rate: 0 }");
    for (let look = 0; look < 5; look++) {
      await live(80, `v${look}`, () => 0.25);
      expect(await guardExperiments(app.engine, now)).toEqual([]);
    }
  });

  it("ends an experiment at its planned end", async () => {
    await open("until: 2026-12-01");
    expect(await guardExperiments(app.engine, now)).toEqual([]);
    now = Date.UTC(2026, 11, 1);
    expect(await guardExperiments(app.engine, now)).toEqual([
      { experimentId: "x", reason: "its planned end has come" },
    ]);
  });
});

describe("a tactic's guardrail", () => {
  const guarded = `
holdout: 0
placements: { hero: { default: { content: { words: default } } } }
tactics:
  banner: { placement: hero, holdout: 0.5, windowDays: 1, content: { words: harmful }, guardrails: { conversion-rate: 0.02 } }
`;

  it("stops a tactic that harms against the people held out of it, until it is resumed", async () => {
    now = testNow;
    app = await openMemoryApp({ configuration: guarded, clock: () => now });
    await live(500, "v", (variant) => (variant === null ? 0.5 : 0.1));
    const [stopped] = await guardTactics(app.engine);
    // Half of those held out and a tenth of the others buy, each rounded down to whole people.
    expect(stopped?.reason).toMatch(/^exposed changes conversion-rate by -0\.(39|40?)/);
    const ask = async () =>
      (await app.engine.decide({ anonymousId: "v-0", placements: ["hero"] })).placements.hero?.tacticId;
    expect(await ask()).toBeNull();
    expect(await guardTactics(app.engine)).toEqual([]);
    const post = (url: string) =>
      app.server
        .inject({ method: "POST", url, headers: basic(secretKey), payload: {} })
        .then((answer) => answer.statusCode);
    expect(await post("/v1/tactics/banner/resume")).toBe(200);
    expect(await ask()).toBe("banner");
    expect(await post("/v1/tactics/banner/resume")).toBe(409);
    expect(await post("/v1/tactics/bannner/stop")).toBe(404);
  });

  it("lets a tactic go on that does no harm", async () => {
    now = testNow;
    app = await openMemoryApp({ configuration: guarded, clock: () => now });
    await live(300, "v", () => 0.3);
    expect(await guardTactics(app.engine)).toEqual([]);
  });
});
