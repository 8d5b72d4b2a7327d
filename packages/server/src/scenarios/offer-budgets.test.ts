import type { DecideResponse } from "@attune/model/decision";
import type { Offer } from "@attune/model/offer";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { describe, expect, it } from "vitest";
import { openScenario } from "./open-scenario.ts";
import { storeKinds } from "./store-kinds.ts";

const dayMs = 24 * 3_600_000;
const placements = {
  hero: { placementId: "hero", default: { content: {} } },
  mail: { placementId: "mail", default: { content: {} }, channel: "email" },
};

function tactic(tacticId: string, changes: Partial<Tactic> = {}): Tactic {
  const standard = { name: tacticId, placementId: "hero", content: {}, priority: 0, holdout: 0, windowDays: 7 };
  return { tacticId, ...standard, offerId: "five", ...changes };
}

function offering(budget: Offer["budget"], changes: Partial<Tactic> = {}): Playbook {
  const five = { offerId: "five", name: "Five off", discount: { amountMicros: 5_000_000 }, code: "five" };
  const offer: Offer = { ...five, validMs: 7 * dayMs, ...(budget === undefined ? {} : { budget }) };
  return {
    holdout: 0,
    placements,
    tactics: [tactic("banner", changes), tactic("letter", { placementId: "mail", ...changes })],
    offers: [offer],
  };
}

const given = (answers: DecideResponse[]) =>
  answers.filter(({ placements: shown }) => Object.values(shown).some(({ offer }) => offer !== undefined)).length;
const order = (userId: string, id: string, properties: object = {}) => ({
  type: "track",
  event: "Order Completed",
  messageId: id,
  userId,
  properties: { order_id: id, revenue: 40, currency: "EUR", coupon: "FIVE", ...properties },
});

describe.each(storeKinds)("budgets of offers (%s)", (_, openStores) => {
  it("never gives more people an offer than its budget has, whatever 1,000 decisions in two channels at once", async () => {
    const { engine } = await openScenario({ stores: openStores(), playbook: offering({ people: 100 }) });
    const ask = (i: number) =>
      engine.decide({ userId: `u${i % 500}`, placements: [i % 2 === 0 ? "hero" : "mail"], trace: true });
    const atOnce = await Promise.all(Array.from({ length: 1_000 }, (_unused, i) => ask(i)));
    // Each of the 100 asks twice and keeps what was promised.
    expect(given(atOnce)).toBe(200);
    // Who comes first among those who ask at once is the store's affair.
    const refused = atOnce.find((answer) => given([answer]) === 0);
    expect(refused?.trace?.[0]).toMatchObject({
      outcome: "offer-over",
      reason: "the budget of offer five is used up",
    });
    expect(await engine.offerAccounts()).toMatchObject([{ people: 100, open: 100, isUsedUp: true }]);
    const lucky = atOnce.findIndex((answer) => given([answer]) === 1);
    expect(given([await ask(lucky)])).toBe(1);
    await engine.close();
  });

  it("promises one person as many orders as the offer allows, and binds the budget for all of them", async () => {
    const playbook = offering({ amountMicros: 60_000_000 });
    playbook.offers![0]!.perPerson = 3;
    const { engine, send } = await openScenario({ stores: openStores(), playbook, business: { currency: "EUR" } });
    const ask = (userId: string) => engine.decide({ userId, placements: ["hero"], trace: true });
    const answers = await Promise.all(Array.from({ length: 200 }, (_unused, i) => ask(`u${i % 100}`)));
    // Three times five for each of four people; each of them asked twice.
    expect(given(answers)).toBe(8);
    expect(await engine.offerAccounts()).toMatchObject([
      { people: 4, open: 12, promisedMicros: 60_000_000, isUsedUp: true },
    ]);
    const who = [...new Set(answers.flatMap((answer, i) => (given([answer]) === 1 ? [`u${i % 100}`] : [])))];
    await Promise.all(who.map((userId) => send(order(userId, `${userId}-1`), order(userId, `${userId}-2`))));
    const between = await ask(who[0]!);
    expect(between.placements.hero?.offer).toMatchObject({ state: "open", redemptionsLeft: 1 });
    // Two at once for what is left of one: both are paid, one of them was promised.
    await Promise.all([send(order(who[0]!, "third")), send(order(who[0]!, "fourth"))]);
    const after = await ask(who[0]!);
    expect(after.placements.hero?.offer).toBeUndefined();
    expect(after.trace?.find(({ tacticId }) => tacticId === "banner")).toMatchObject({
      outcome: "offer-over",
      reason: "offer five is redeemed 3 times, as often as it allows",
    });
    expect(await engine.offerAccounts()).toMatchObject([
      { people: 4, open: 3, redemptions: 10, spentMicros: 50_000_000, promisedMicros: 15_000_000 },
    ]);
    await engine.close();
  });

  it("keeps what orders took off and what open promises can take off within the amount, and gives back what ended", async () => {
    const playbook = offering({ amountMicros: 50_000_000 });
    const { engine, send, pass } = await openScenario({
      stores: openStores(),
      playbook,
      business: { currency: "EUR" },
    });
    const wave = (from: number) =>
      Promise.all(
        Array.from({ length: 30 }, (_unused, i) => engine.decide({ userId: `u${from + i}`, placements: ["hero"] })),
      );
    const answers = await wave(0);
    expect(given(answers)).toBe(10);
    const [one, another] = answers.flatMap((answer, i) => (given([answer]) === 1 ? [`u${i}`] : []));
    const [open] = await engine.offerAccounts();
    expect(open).toMatchObject({ promisedMicros: 50_000_000, spentMicros: 0 });
    // One order took off two, one says nothing and counts as five: 43 of 50 are bound, room for one promise of five.
    await send(order(one!, "o0", { discount: 2 }), order(another!, "o1"));
    expect(await engine.offerAccounts()).toMatchObject([
      { open: 8, redemptions: 2, spentMicros: 7_000_000, promisedMicros: 40_000_000, isUsedUp: true },
    ]);
    await send(order("stranger", "o2", { discount: 0.5 }));
    expect(await engine.offerAccounts()).toMatchObject([{ open: 8, redemptions: 3, spentMicros: 7_500_000 }]);
    // The promises ended a day ago and more.
    pass(9 * dayMs);
    expect(given(await wave(100))).toBe(8);
    await engine.close();
  });
});

describe("budgets of offers", () => {
  it("outlive a restart: another engine on the same stores has counted the log before it decides", async () => {
    const playbook = offering({ people: 3 });
    const { engine, send } = await openScenario({ playbook });
    for (const userId of ["a", "b"]) await engine.decide({ userId, placements: ["hero"] });
    await send({ type: "page", userId: "a" });
    const again = await openScenario({ stores: engine.stores, playbook });
    const answers = await Promise.all(
      ["a", "c", "d", "e"].map((userId) => again.engine.decide({ userId, placements: ["mail"] })),
    );
    expect(given(answers)).toBe(2);
    await again.engine.close();
  });

  it("are counted from the beginning where a budget is declared later", async () => {
    const { engine } = await openScenario({ playbook: offering(undefined) });
    for (let i = 0; i < 20; i++) await engine.decide({ userId: `u${i}`, placements: ["hero"] });
    await engine.applyPlaybook({ playbook: offering({ people: 21 }), business: engine.business() }, async () => {});
    await engine.offerAccounts();
    const answers = [];
    for (let i = 20; i < 25; i++) answers.push(await engine.decide({ userId: `u${i}`, placements: ["hero"] }));
    expect(given(answers)).toBe(1);
    await engine.close();
  });

  it("are not used by people who are held out, and refuse both sides alike", async () => {
    const { engine } = await openScenario({ playbook: offering({ people: 10 }, { holdout: 0.5 }) });
    const answers: DecideResponse[] = [];
    for (let i = 0; i < 200; i++) answers.push(await engine.decide({ userId: `u${i}`, placements: ["hero"] }));
    const heldOut = answers.filter(({ placements: shown }) => shown.hero?.holdout).length;
    expect(given(answers)).toBe(10);
    // Held out are only those who came while there was room, not half of all.
    expect(heldOut).toBeGreaterThan(0);
    expect(heldOut).toBeLessThan(50);
    await engine.close();
  });

  it("take back what a receiver never confirmed", async () => {
    const { engine } = await openScenario({ playbook: offering({ people: 1 }) });
    const asked = await engine.decide({ userId: "a", placements: ["hero"], confirm: true });
    expect(given([asked, await engine.decide({ userId: "b", placements: ["hero"] })])).toBe(1);
    engine.confirm([asked.decisionId]);
    expect(await engine.offerAccounts()).toMatchObject([{ people: 1, isUsedUp: true }]);
    await engine.close();
  });
});
