import type { Condition } from "@attune/model/condition";
import { emptyProfile } from "@attune/model/empty-profile";
import type { Profile } from "@attune/model/profile";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { createCalendar } from "@attune/rules/calendar";
import { decideLocally } from "@attune/rules/decide-locally";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrangePlaybook } from "./arrange-playbook.ts";
import { decide, type Situation } from "./decide.ts";
import { emptyItemLists } from "./item-lists.ts";
import { localBundle } from "./local-bundle.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.parse("2026-05-03T10:00:00Z");
const timeZone = "Europe/Berlin";
const calendar = createCalendar(timeZone);

function strangerOf(profileId: string): Profile {
  return { ...emptyProfile(profileId), createdOffset: 1, lastOffset: 1, firstSeenAt: now, lastSeenAt: now };
}

const leaf: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
  { trait: "plan", is: "gold" },
  { trait: "city", exists: true },
  { context: "page.path", startsWith: "/sale" },
  { context: "device", is: "phone" },
  { time: "09:00-18:00" },
  { weekday: ["sat", "sun"] },
  { bucket: "half", below: 0.5 },
  { visitor: "new" },
  { cart: "empty" },
  { event: "Product Viewed", atLeast: 2, withinHours: 30 },
  { daysSince: "Order Completed", atLeast: 3 },
  { segment: "loyal" },
  { segment: "here" },
  { segment: "loyal", forDays: 2 },
  { segment: "here", forDays: 1 },
  { score: "churn", atLeast: 0.5 },
  { lastTouch: "page", is: "/" },
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("condition"), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie("condition"), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie("condition").map((not) => ({ not })),
  ),
}));

const tactic = fc
  .record({
    placementId: fc.constantFrom("hero", "strip"),
    when: fc.option(condition, { nil: undefined }),
    priority: fc.integer({ min: 0, max: 2 }),
    holdout: fc.constantFrom(0, 0.5),
    atMost: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    endsAt: fc.option(fc.integer({ min: -5, max: 50 }), { nil: undefined }),
  })
  .map(
    ({ when, atMost, endsAt, ...rest }): Omit<Tactic, "tacticId" | "name"> => ({
      ...rest,
      content: {},
      windowDays: 7,
      ...(when === undefined ? {} : { when }),
      ...(atMost === undefined ? {} : { caps: [{ atMost, withinMs: dayMs }] }),
      ...(endsAt === undefined ? {} : { schedule: { endsAt: now + endsAt * hourMs } }),
    }),
  );

const playbook = fc
  .record({ tactics: fc.array(tactic, { maxLength: 6 }), global: fc.constantFrom(undefined, 2) })
  .map(({ tactics, global }): Playbook => {
    const hero = { placementId: "hero", default: { content: { words: "hero" } } };
    const strip = { placementId: "strip", default: { content: { words: "strip" } } };
    return {
      holdout: 0.1,
      placements: { hero, strip },
      tactics: tactics.map((one, i) => ({ ...one, tacticId: `t${i}`, name: `t${i}`, content: { i } })),
      segments: [
        { segmentId: "loyal", name: "loyal", when: { event: "Order Completed", atLeast: 1 } },
        {
          segmentId: "here",
          name: "here",
          when: { any: [{ context: "page.path", is: "/sale/a" }, { visitor: "new" }] },
        },
      ],
      ...(global === undefined
        ? {}
        : { restraint: { everywhere: { caps: [{ atMost: global, withinMs: 12 * hourMs }] } } }),
    };
  });

const profile = fc
  .record({
    ageHours: fc.integer({ min: 1, max: 40 }),
    plan: fc.constantFrom("gold", "free"),
    viewedHoursAgo: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 4 }),
    orderedHoursAgo: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
    shownHoursAgo: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 3 }),
    id: fc.integer({ min: 0, max: 1_000 }),
  })
  .map(({ ageHours, plan, viewedHoursAgo, orderedHoursAgo, shownHoursAgo, id }): Profile => {
    const stamp = (hours: number, offset: number) => ({ at: now - hours * hourMs, offset });
    const events = [
      ...viewedHoursAgo.map((hours, i) => ({ ...stamp(hours, i + 1), name: "Product Viewed" })),
      ...(orderedHoursAgo === undefined ? [] : [{ ...stamp(orderedHoursAgo, 9), name: "Order Completed" }]),
    ].sort((a, b) => a.at - b.at || a.offset - b.offset);
    const today = calendar.dayOf(now);
    return {
      ...strangerOf(`p${id}`),
      createdOffset: 1,
      lastOffset: 20,
      firstSeenAt: now - ageHours * hourMs,
      lastSeenAt: now,
      traits: { plan: { ...stamp(1, 1), value: plan } },
      recentEvents: events,
      counters: orderedHoursAgo === undefined ? {} : { "Order Completed": { total: 1, lastDay: today, days: [1] } },
      showings: shownHoursAgo
        .map((hours, i) => ({ ...stamp(hours, i + 10), tacticId: `t${i}`, placementId: "hero", channel: "web" }))
        .sort((a, b) => a.at - b.at),
    };
  });

const moment = fc.record({
  laterMs: fc.integer({ min: 0, max: 60 * hourMs }),
  path: fc.constantFrom("/", "/sale/a", "/sale/b"),
});

function situation(book: Playbook, known: Profile, at: number): Situation & { calendar: typeof calendar } {
  return {
    decisionId: "d",
    now: at,
    today: calendar.dayOf(at),
    calendar,
    identifiers: [],
    profile: known,
    profileId: known.profileId,
    actor: "person",
    device: "phone",
    channel: "web",
    personalizationAllowed: true,
    playbook: arrangePlaybook(book),
    lists: emptyItemLists,
  };
}

const placements = ["hero", "strip"];

describe("a bundle for the browser", () => {
  it("decides as the server does, or says that it cannot know", () => {
    let decided = 0;
    fc.assert(
      fc.property(playbook, profile, moment, (book, known, { laterMs, path }) => {
        const bundle = JSON.parse(JSON.stringify(localBundle(placements, situation(book, known, now), timeZone)));
        const at = now + laterMs;
        const context = { page: { path } };
        const locally = decideLocally(bundle, placements, { context, now: at });
        const { response } = decide({ placements, context }, situation(book, known, at));
        for (const placementId of placements) {
          const local = locally[placementId]!;
          if ("undetermined" in local) continue;
          decided += 1;
          const { tacticId, variantId, holdout, content } = response.placements[placementId]!;
          expect(local).toEqual({ tacticId, variantId, holdout, content });
        }
      }),
      { numRuns: 400 },
    );
    // It is of use: within its time most placements are decided.
    expect(decided).toBeGreaterThan(200);
  });

  it("counts what was shown since against what is left of a cap", () => {
    const capped: Tactic = {
      tacticId: "t",
      name: "t",
      placementId: "hero",
      content: { words: "t" },
      priority: 0,
      holdout: 0,
      windowDays: 7,
      caps: [{ atMost: 2, withinMs: dayMs }],
    };
    const hero = { placementId: "hero", default: { content: {} } };
    const book: Playbook = { holdout: 0, placements: { hero }, tactics: [capped] };
    const bundle = localBundle(["hero"], situation(book, strangerOf("p"), now), timeZone);
    const shownAfter = (shown: number) => {
      const { hero: answer } = decideLocally(bundle, ["hero"], { context: {}, now, shown: { t: shown } });
      return answer !== undefined && "tacticId" in answer ? answer.tacticId : answer;
    };
    expect([shownAfter(0), shownAfter(1), shownAfter(2)]).toEqual(["t", "t", null]);
  });

  it("tells nothing of a person who refuses personalization, and nothing of traits or conditions in any case", () => {
    const secret: Condition = {
      all: [
        { trait: "diagnosis", is: "x" },
        { context: "page.path", is: "/" },
      ],
    };
    const tactic: Tactic = {
      tacticId: "t",
      name: "t",
      placementId: "hero",
      when: secret,
      content: {},
      priority: 0,
      holdout: 0,
      windowDays: 7,
    };
    const book: Playbook = {
      holdout: 0,
      placements: { hero: { placementId: "hero", default: { content: {} } } },
      tactics: [tactic],
    };
    const ill = { ...strangerOf("p"), traits: { diagnosis: { at: 1, offset: 1, value: "x" } } };
    const bundle = localBundle(["hero"], situation(book, ill, now), timeZone);
    expect(bundle.placements.hero?.tactics[0]?.when).toEqual({ context: "page.path", is: "/" });
    expect(JSON.stringify(bundle)).not.toContain("diagnosis");
    const refused = localBundle(["hero"], { ...situation(book, ill, now), personalizationAllowed: false }, timeZone);
    expect([refused.profileId, refused.placements.hero?.tactics]).toEqual([null, []]);
  });

  it("is refused a guess: over its time, for a place it does not hold, for lists", () => {
    const list: Tactic = {
      tacticId: "t",
      name: "t",
      placementId: "hero",
      when: { visitor: "new" },
      content: {},
      items: { from: "popular", limit: 4 },
      priority: 0,
      holdout: 0,
      windowDays: 7,
    };
    const book: Playbook = {
      holdout: 0,
      placements: { hero: { placementId: "hero", default: { content: {} } } },
      tactics: [list],
    };
    const fresh = { ...strangerOf("p"), firstSeenAt: now - hourMs, lastSeenAt: now };
    const bundle = localBundle(["hero"], situation(book, fresh, now), timeZone);
    expect(bundle.validUntil).toBe(now + 11 * hourMs);
    const codeAt = (at: number, placement: string) =>
      decideLocally(bundle, [placement], { context: {}, now: at })[placement];
    expect(codeAt(now, "hero")).toMatchObject({ undetermined: { code: "asks-server" } });
    expect(codeAt(now, "nowhere")).toMatchObject({ undetermined: { code: "unknown-placement" } });
    expect(codeAt(now + 11 * hourMs, "hero")).toMatchObject({ undetermined: { code: "bundle-over" } });
  });
});
