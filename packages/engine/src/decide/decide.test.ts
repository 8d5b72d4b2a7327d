import type { DecideRequest } from "@attune/model/decision";
import { emptyProfile } from "@attune/model/empty-profile";
import type { Profile } from "@attune/model/profile";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { describe, expect, it } from "vitest";
import { arrangePlaybook } from "./arrange-playbook.ts";
import { decide, type Situation } from "./decide.ts";
import { emptyItemLists } from "./item-lists.ts";

const now = Date.parse("2026-05-03T10:00:00Z");

function tactic(tacticId: string, changes: Partial<Tactic> = {}): Tactic {
  const standard = {
    name: tacticId,
    placementId: "hero",
    content: { headline: tacticId },
    priority: 0,
    holdout: 0,
    windowDays: 7,
  };
  return { tacticId, ...standard, ...changes };
}

function playbook(tactics: Tactic[], holdout = 0): Playbook {
  const placement = { placementId: "hero", default: { content: { headline: "Welcome" } } };
  return { holdout, placements: { hero: placement }, tactics };
}

function profile(changes: Partial<Profile> = {}): Profile {
  const known = {
    createdOffset: 1,
    lastOffset: 1,
    firstSeenAt: now - 30 * 24 * 3_600_000,
    lastSeenAt: now,
    eventCount: 1,
  };
  return { ...emptyProfile("p1"), ...known, ...changes };
}

function ask(book: Playbook, changes: Partial<Situation> = {}, request: Partial<DecideRequest> = {}) {
  return decide(
    { anonymousId: "a", placements: ["hero"], ...request },
    {
      decisionId: "d1",
      now,
      today: Math.floor(now / 86_400_000),
      identifiers: [{ namespace: "anonymous_id", value: "a" }],
      profile: undefined,
      profileId: "p1",
      actor: "person",
      device: undefined,
      channel: undefined,
      personalizationAllowed: true,
      playbook: arrangePlaybook(book),
      lists: emptyItemLists,
      ...changes,
    },
  );
}

describe("decide", () => {
  it("shows the eligible tactic of the greatest priority, and records the opportunity", () => {
    const { response, record } = ask(playbook([tactic("low"), tactic("high", { priority: 5 })]));
    expect(response.placements.hero).toMatchObject({
      tacticId: "high",
      variantId: "default",
      holdout: false,
      content: { headline: "high" },
    });
    expect(record?.opportunities).toEqual([
      { placementId: "hero", tacticId: "high", variantId: "default", arm: "exposed", propensity: 1 },
    ]);
  });

  it("breaks ties of priority by the smaller id", () => {
    expect(ask(playbook([tactic("b"), tactic("a")])).response.placements.hero?.tacticId).toBe("a");
  });

  it("records where it was asked for, where the request tells", () => {
    expect(ask(playbook([tactic("t")]), { channel: "email", device: "phone" }).record).toMatchObject({
      channel: "email",
      device: "phone",
    });
    expect(ask(playbook([tactic("t")])).record).not.toHaveProperty("channel");
  });

  it("gives the placement's default where no tactic applies, and records nothing", () => {
    const { response, record } = ask(playbook([tactic("pro", { when: { trait: "plan", is: "pro" } })]));
    expect(response.placements.hero).toMatchObject({
      tacticId: null,
      holdout: false,
      content: { headline: "Welcome" },
    });
    expect(record).toBeNull();
  });

  it("keeps a tactic out before it starts and from the moment it ends", () => {
    const shownAt = (schedule: { startsAt?: number; endsAt?: number }) =>
      ask(playbook([tactic("sale", { schedule })])).response.placements.hero?.tacticId;
    expect(shownAt({ startsAt: now + 1 })).toBeNull();
    expect(shownAt({ startsAt: now, endsAt: now + 1 })).toBe("sale");
    expect(shownAt({ endsAt: now })).toBeNull();
  });

  it("gives a person held out of a tactic the default, and still records the opportunity", () => {
    const { response, record } = ask(playbook([tactic("t", { holdout: 1 })]));
    expect(response.placements.hero).toMatchObject({ tacticId: "t", holdout: true, content: { headline: "Welcome" } });
    expect(record?.opportunities[0]).toMatchObject({ arm: "tactic-holdout", propensity: 1 });
  });

  it("holds a person in the global holdout out of every tactic, with the propensity of that", () => {
    const { response, record } = ask(playbook([tactic("t", { holdout: 0.5 })], 1));
    expect(response.placements.hero).toMatchObject({ holdout: true, reason: "held out of all personalization" });
    expect(record?.opportunities[0]).toMatchObject({ arm: "global-holdout", propensity: 1 });
  });

  it("does not fall through to the next tactic for a held-out person, so that the comparison stays clean", () => {
    const { response } = ask(playbook([tactic("first", { holdout: 1, priority: 1 }), tactic("second")]));
    expect(response.placements.hero).toMatchObject({ tacticId: "first", holdout: true });
  });

  it("counts both arms alike where an offer's budget was used up after it came to people held out of another tactic", () => {
    const five = { offerId: "five", name: "Five", discount: { amountMicros: 1 }, code: "five", validMs: 1_000 };
    const book = { ...playbook([tactic("b", { offerId: "five", holdout: 0.5 })]), offers: [five] };
    // Each was held out of the tactic that brought the offer first: it is open for them, and was given to none of them.
    const standing = { offers: { five: { first: { at: now - 1, offset: 1 }, given: null } } };
    const answers = Array.from({ length: 200 }, (_, i) =>
      ask(book, { profile: profile(standing), profileId: `p${i}`, offerHasRoom: () => false }, { trace: true }),
    );
    const opportunities = answers.flatMap(({ record }) => record?.opportunities ?? []);
    expect(opportunities).toHaveLength(200);
    const exposed = opportunities.filter(({ arm }) => arm === "exposed");
    expect(exposed.length).toBeGreaterThan(70);
    expect(exposed.length).toBeLessThan(130);
    // Assigned, and promised nothing.
    expect(exposed.every(({ isWithheld, offerId }) => isWithheld && offerId === undefined)).toBe(true);
    const { response } = answers.find(({ record }) => record?.opportunities[0]?.isWithheld)!;
    expect(response.placements.hero).toMatchObject({
      tacticId: null,
      holdout: false,
      content: { headline: "Welcome" },
    });
    expect(response.trace).toMatchObject([{ tacticId: "b", outcome: "offer-over" }]);
  });

  it("without consent gives the contextual default, stores nothing and names nobody", () => {
    const { response, record } = ask(playbook([tactic("t")]), { personalizationAllowed: false });
    expect(response).toMatchObject({
      profileId: null,
      placements: { hero: { tacticId: null, content: { headline: "Welcome" } } },
    });
    expect(record).toBeNull();
  });

  it("shows bots and one's own traffic what people see, and records nothing", () => {
    const { response, record } = ask(playbook([tactic("t")]), { actor: "bot" });
    expect(response.placements.hero?.tacticId).toBe("t");
    expect(record).toBeNull();
  });

  it("says of a placement that nobody declared that it is not declared", () => {
    const { response } = ask(playbook([]), {}, { placements: ["nowhere"] });
    expect(response.placements.nowhere).toMatchObject({ tacticId: null, fallback: true });
    expect(response.placements.nowhere?.reason).toContain("not declared");
  });

  it("answers for a placement of any name, hostile ones too", () => {
    const hostile = ["__proto__", "constructor", "toString"];
    for (const personalizationAllowed of [true, false]) {
      const { response } = ask(playbook([]), { personalizationAllowed }, { placements: hostile });
      const sent = JSON.parse(JSON.stringify(response.placements));
      expect(Object.keys(sent)).toEqual(hostile);
      expect(Object.getOwnPropertyDescriptor(sent, "__proto__")?.value.reason).toContain("__proto__ is not declared");
      expect(Object.getPrototypeOf(response.placements)).toBe(Object.prototype);
    }
  });

  it("with trace has one line for the tactic that a person is held out of", () => {
    const book = playbook([tactic("a", { priority: 2, holdout: 1 }), tactic("b", { priority: 1 })]);
    const { response } = ask(book, {}, { trace: true });
    expect(response.trace).toEqual([
      { tacticId: "a", placementId: "hero", outcome: "held-out", reason: "eligible, priority 2, held out of a" },
      { tacticId: "b", placementId: "hero", outcome: "outranked", reason: "eligible, but a comes first" },
    ]);
  });

  it("with trace tells of a tactic that was stopped, by whom and why; nobody is shown it", () => {
    const book = playbook([tactic("harmful", { priority: 5 }), tactic("other")]);
    const at = Date.UTC(2026, 2, 1);
    const stops = [{ tacticId: "harmful", at, by: "guardrails", reason: "fewer orders" }];
    const { response } = ask(book, { playbook: arrangePlaybook(book, stops) }, { trace: true });
    expect(response.placements.hero?.tacticId).toBe("other");
    expect(response.trace).toContainEqual({
      tacticId: "harmful",
      placementId: "hero",
      outcome: "stopped",
      reason: "stopped 2026-03-01T00:00:00.000Z by guardrails: fewer orders",
    });
  });

  it("with trace tells of every tactic what became of it", () => {
    const book = playbook([
      tactic("a", { priority: 3, when: { visitor: "returning" } }),
      tactic("b", { priority: 2 }),
      tactic("c", { priority: 1 }),
    ]);
    const { response } = ask(book, {}, { trace: true });
    expect(response.trace?.map((line) => [line.tacticId, line.outcome])).toEqual([
      ["a", "not-eligible"],
      ["b", "chosen"],
      ["c", "outranked"],
    ]);
  });

  it("lets conditions see the profile: counters in a window, the device, and whether the cart holds something", () => {
    const today = Math.floor(now / 86_400_000);
    const known = profile({
      counters: { "Product Viewed": { total: 3, lastDay: today, days: [3] } },
      cart: { cleared: { at: 0, offset: 0 }, changes: [{ itemId: "i", quantity: 1, at: now, offset: 2 }] },
    });
    const when = {
      all: [
        { event: "Product Viewed", atLeast: 3, withinDays: 7 },
        { cart: "not-empty" as const },
        { visitor: "returning" as const },
        { context: "device", is: "phone" },
      ],
    };
    const book = playbook([tactic("t", { when })]);
    expect(ask(book, { profile: known, device: "phone" }).response.placements.hero?.tacticId).toBe("t");
    expect(ask(book, { profile: known, device: "desktop" }).response.placements.hero?.tacticId).toBeNull();
  });
});

describe("decide with item lists", () => {
  const lists = {
    ...emptyItemLists,
    popular: [
      { itemId: "p1", score: 9 },
      { itemId: "p2", score: 8 },
      { itemId: "p3", score: 7 },
    ],
    unavailable: new Set(["p2"]),
  };

  it("gives a first-time visitor popular items, without those that are unavailable", () => {
    const { response } = ask(playbook([tactic("t", { items: { from: "popular", limit: 2 } })]), { lists });
    expect(response.placements.hero?.items.map((item) => item.itemId)).toEqual(["p1", "p3"]);
    expect(response.placements.hero?.items[0]?.reason).toBe("popular in the last 30 days");
  });

  it("gives recently viewed items newest first and once each", () => {
    const view = (itemId: string, at: number) => ({ itemId, kind: "view" as const, at, offset: at });
    const known = profile({ interactions: [view("y", 1), view("x", 2), view("y", 3)] });
    const { response } = ask(playbook([tactic("t", { items: { from: "recently-viewed", limit: 5 } })]), {
      lists,
      profile: known,
    });
    expect(response.placements.hero?.items.map((item) => item.itemId)).toEqual(["y", "x"]);
  });

  it("falls back to popular items, and says so, where the asked list is empty", () => {
    const { response } = ask(playbook([tactic("t", { items: { from: "recently-viewed", limit: 2 } })]), { lists });
    expect(response.placements.hero).toMatchObject({ fallback: true });
    expect(response.placements.hero?.items.map((item) => item.itemId)).toEqual(["p1", "p3"]);
  });

  it("says of a default too that popular items stand in", () => {
    const placement = { content: {}, items: { from: "recently-viewed" as const, limit: 1 } };
    const book = { ...playbook([]), placements: { hero: { placementId: "hero", default: placement } } };
    for (const personalizationAllowed of [true, false]) {
      const { response } = ask(book, { lists, personalizationAllowed });
      expect(response.placements.hero).toMatchObject({ fallback: true, items: [{ itemId: "p1" }] });
    }
  });
});
