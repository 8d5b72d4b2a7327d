import type { DecideResponse } from "@attune/model/decision";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { describe, expect, it } from "vitest";
import { openScenario } from "./open-scenario.ts";
import { storeKinds } from "./store-kinds.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const hero = { placementId: "hero", default: { content: {} } };
const strip = { placementId: "strip", default: { content: {} } };

function tactic(tacticId: string, changes: Partial<Tactic> = {}): Tactic {
  const standard = { name: tacticId, placementId: "hero", content: {}, priority: 0, holdout: 0, windowDays: 7 };
  return { tacticId, ...standard, ...changes };
}

function playbook(tactics: Tactic[], changes: Partial<Playbook> = {}): Playbook {
  return { holdout: 0, placements: { hero, strip }, tactics, ...changes };
}

const shownIn = (answers: DecideResponse[], placement = "hero") =>
  answers.filter(({ placements }) => placements[placement]?.tacticId !== null).length;

describe.each(storeKinds)("restraint (%s)", (_, openStores) => {
  it("never exceeds a cap, whatever 1,000 decisions for one person at once", async () => {
    const capped = playbook([tactic("banner", { caps: [{ atMost: 3, withinMs: 7 * dayMs }] })]);
    const scenario = await openScenario({ stores: openStores(), playbook: capped });
    const { engine, pass } = scenario;
    const ask = (i: number) =>
      engine.decide({
        userId: "ada",
        ...(i % 2 === 0 ? { anonymousId: `browser-${i % 5}` } : {}),
        placements: ["hero"],
      });
    const atOnce = await Promise.all(Array.from({ length: 1_000 }, (_unused, i) => ask(i)));
    expect(shownIn(atOnce)).toBe(3);
    for (let i = 0; i < 20; i++) expect((await ask(i)).placements.hero?.tacticId).toBeNull();
    // The window slides: the three of the first moment leave it together.
    pass(7 * dayMs - 1);
    expect(shownIn([await ask(0)])).toBe(0);
    pass(1);
    expect(shownIn(await Promise.all(Array.from({ length: 100 }, (_unused, i) => ask(i))))).toBe(3);
    await engine.close();
  });

  it("counts in waves of decisions between which records land at any time", async () => {
    const capped = playbook([tactic("banner")], {
      restraint: { everywhere: { caps: [{ atMost: 5, withinMs: dayMs }] } },
    });
    const { engine } = await openScenario({ stores: openStores(), playbook: capped });
    const waves: Array<Promise<DecideResponse>> = [];
    for (let wave = 0; wave < 40; wave++) {
      for (let i = 0; i < 5; i++) waves.push(engine.decide({ anonymousId: "a", placements: ["hero"] }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(shownIn(await Promise.all(waves))).toBe(5);
    await engine.close();
  });

  it("counts across a login: what the browser saw is the person's", async () => {
    const capped = playbook([tactic("banner", { caps: [{ atMost: 2, withinMs: dayMs }] })]);
    const { engine } = await openScenario({ stores: openStores(), playbook: capped });
    const first = await engine.decide({ anonymousId: "phone", placements: ["hero"] });
    const second = await engine.decide({ anonymousId: "phone", userId: "ada", placements: ["hero"] });
    const third = await engine.decide({ userId: "ada", placements: ["hero"] });
    expect([first, second, third].map(({ placements }) => placements.hero?.tacticId)).toEqual([
      "banner",
      "banner",
      null,
    ]);
    await engine.close();
  });
});

describe("restraint", () => {
  it("outlives a restart and a replay, since the profile keeps what was shown", async () => {
    const capped = playbook([tactic("banner", { caps: [{ atMost: 1, withinMs: dayMs }] })]);
    const { engine, send } = await openScenario({ playbook: capped });
    await engine.decide({ userId: "ada", placements: ["hero"] });
    // Written after the decision's record, and acknowledged when both are on disk.
    await send({ type: "page", userId: "ada" });
    const before = await engine.findProfile({ namespace: "user_id", value: "ada" });
    expect(before?.showings).toMatchObject([{ tacticId: "banner", placementId: "hero", channel: "web" }]);
    await engine.replay(() => {}, new AbortController().signal);
    expect((await engine.findProfile({ namespace: "user_id", value: "ada" }))?.showings).toEqual(before?.showings);
    // Another engine on the same stores has no memory of its own.
    const again = await openScenario({ stores: engine.stores, playbook: capped });
    const answer = await again.engine.decide({ userId: "ada", placements: ["hero"], trace: true });
    expect(answer.trace).toMatchObject([
      { outcome: "capped", reason: expect.stringContaining("1 times within 1 days") },
    ]);
    await again.engine.close();
  });

  it("restrains who is held out exactly as who is not, so that both meet the same tactics after it", async () => {
    const two = playbook([
      tactic("first", { priority: 1, holdout: 0.5, caps: [{ atMost: 1, withinMs: dayMs }] }),
      tactic("second"),
    ]);
    const { engine } = await openScenario({ playbook: two });
    const arms = new Set<boolean>();
    for (let i = 0; i < 30; i++) {
      const first = await engine.decide({ userId: `u${i}`, placements: ["hero"] });
      const then = await engine.decide({ userId: `u${i}`, placements: ["hero"] });
      arms.add(first.placements.hero?.holdout ?? false);
      expect([first.placements.hero?.tacticId, then.placements.hero?.tacticId]).toEqual(["first", "second"]);
    }
    expect(arms.size).toBe(2);
    await engine.close();
  });

  it("shows of an exclusivity group one tactic, in one request and while it rests", async () => {
    const group = playbook(
      [
        tactic("sale", { exclusivityGroup: "discounts" }),
        tactic("coupon", { placementId: "strip", exclusivityGroup: "discounts" }),
      ],
      { restraint: { groups: { discounts: { restMs: 7 * dayMs } } } },
    );
    const { engine, pass } = await openScenario({ playbook: group });
    const both = await engine.decide({ userId: "ada", placements: ["hero", "strip"], trace: true });
    expect([both.placements.hero?.tacticId, both.placements.strip?.tacticId]).toEqual(["sale", null]);
    expect(both.trace?.map(({ outcome }) => outcome)).toEqual(["chosen", "excluded"]);
    pass(3 * dayMs);
    const later = await engine.decide({ userId: "ada", placements: ["strip"] });
    expect(later.placements.strip?.tacticId).toBeNull();
    pass(4 * dayMs);
    const rested = await engine.decide({ userId: "ada", placements: ["strip"] });
    expect(rested.placements.strip?.tacticId).toBe("coupon");
    await engine.close();
  });

  it("keeps quiet hours by the business's own clock, over midnight too", async () => {
    const quiet = playbook([tactic("push", { quietHours: "22:00-07:00" })]);
    const { engine, setNow } = await openScenario({ playbook: quiet, business: { timeZone: "Europe/Berlin" } });
    const shownAt = async (time: string) => {
      setNow(Date.parse(time));
      return (await engine.decide({ userId: "ada", placements: ["hero"] })).placements.hero?.tacticId;
    };
    // Berlin is an hour ahead of UTC in March, two in July.
    expect(await shownAt("2026-03-02T20:59:00Z")).toBe("push");
    expect(await shownAt("2026-03-02T21:00:00Z")).toBeNull();
    expect(await shownAt("2026-03-03T05:59:00Z")).toBeNull();
    expect(await shownAt("2026-03-03T06:00:00Z")).toBe("push");
    expect(await shownAt("2026-07-02T20:00:00Z")).toBeNull();
    await engine.close();
  });

  it("caps a channel over all its placements, and another channel not at all", async () => {
    const perChannel = playbook([tactic("a"), tactic("b", { placementId: "mail" })], {
      placements: { hero, mail: { placementId: "mail", default: { content: {} }, channel: "email" } },
      restraint: { channels: { email: { caps: [{ atMost: 1, withinMs: dayMs }] } } },
    });
    const { engine } = await openScenario({ playbook: perChannel });
    const ask = async (placement: string) =>
      (await engine.decide({ userId: "ada", placements: [placement] })).placements[placement]?.tacticId;
    expect([await ask("mail"), await ask("mail"), await ask("hero"), await ask("hero")]).toEqual(["b", null, "a", "a"]);
    await engine.close();
  });

  it("gives an offer once, with one end in all channels, until an order names its code", async () => {
    const offer = { offerId: "ten", name: "Ten off", discount: { percent: 10 }, code: "ten", validMs: 7 * dayMs };
    const offered = playbook(
      [tactic("banner", { offerId: "ten" }), tactic("mail", { placementId: "strip", offerId: "ten" })],
      {
        offers: [offer],
      },
    );
    const { engine, now, pass, send } = await openScenario({ playbook: offered });
    const begin = now();
    const ask = async (userId: string, placement: string) =>
      (await engine.decide({ userId, placements: [placement] })).placements[placement];
    expect((await ask("ada", "hero"))?.offer).toEqual({
      offerId: "ten",
      state: "open",
      code: "ten",
      discount: { percent: 10 },
      givenAt: begin,
      endsAt: begin + 7 * dayMs,
    });
    pass(2 * dayMs);
    expect((await ask("ada", "strip"))?.offer).toMatchObject({ givenAt: begin, endsAt: begin + 7 * dayMs });
    await send({
      type: "track",
      event: "Order Completed",
      userId: "ada",
      properties: { order_id: "o", revenue: 20, currency: "EUR", coupon: " TEN " },
    });
    expect((await ask("ada", "hero"))?.tacticId).toBeNull();
    expect((await ask("bob", "hero"))?.tacticId).toBe("banner");
    pass(7 * dayMs);
    expect((await ask("bob", "strip"))?.tacticId).toBeNull();
    await engine.close();
  });
});
