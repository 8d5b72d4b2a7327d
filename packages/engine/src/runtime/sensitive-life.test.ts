import type { ServedTable } from "@attune/learn/serve/served-model";
import type { Condition } from "@attune/model/condition";
import { emptyProfile } from "@attune/model/empty-profile";
import type { Event, EventItem } from "@attune/model/event";
import type { Profile } from "@attune/model/profile";
import { type ItemSource, itemSources, type Playbook } from "@attune/model/tactic";
import { createCalendar } from "@attune/rules/calendar";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrangePlaybook } from "../decide/arrange-playbook.ts";
import { decide } from "../decide/decide.ts";
import { emptyItemLists, type ItemLists } from "../decide/item-lists.ts";
import { newcomersTo, type PlacedModel } from "../decide/placed-model.ts";
import { sensitiveItems, sensitiveTrees } from "../decide/sensitive-items.ts";
import { usableEvent } from "../decide/usable-event.ts";
import { sensitiveAllowed, usableProfile } from "../decide/usable-profile.ts";
import { draftOf } from "../profile/profile-draft.ts";
import { applyEvent, finishDraft } from "../profile/profile-state.ts";
import { findMemberships } from "../segment/find-memberships.ts";
import { createLiveCatalogue } from "./live-catalogue.ts";
import { viewOfPerson } from "./view-of-person.ts";

const timeZone = "Europe/London";
const calendar = createCalendar(timeZone);
const hourMs = 3_600_000;
const begin = Date.parse("2026-05-03T10:00:00Z");
const now = begin + 60 * 24 * hourMs;

/** Plain, sensitive by the catalogue, sensitive in a second category, sensitive by the event alone. */
const shop = [
  { itemId: "lamp", category: "light" },
  { itemId: "bulb", category: "light" },
  { itemId: "sofa", category: "seats/soft" },
  { itemId: "test", category: "Health > Tests" },
  { itemId: "pills", category: "health/sleep" },
  { itemId: "gift", category: "gifts", categories: ["gifts", "intimate"] },
] as const;
const secret: readonly string[] = ["test", "pills", "gift", "unlisted"];
const catalogue = createLiveCatalogue();
for (const [i, item] of shop.entries()) {
  const { itemId, category } = item;
  const categories = "categories" in item ? { categories: [...item.categories] } : {};
  const priceMicros = (i + 1) * 1_000_000;
  catalogue.put({ itemId, name: itemId, category, ...categories, priceMicros, available: true, listedAt: begin + i });
}
const treeOf = sensitiveTrees(["health/…", "intimate"]);
const sensitive = sensitiveItems(treeOf, catalogue)!;

/** Every item speaks for every other. */
const everyone: ServedTable = {
  rowStart: Uint32Array.from(shop.map((_, i) => i * 5).concat(30)),
  neighbor: Uint32Array.from(shop.flatMap((_, i) => shop.flatMap((_item, j) => (i === j ? [] : [j])))),
  strength: Float32Array.from(shop.flatMap((_, i) => shop.flatMap((_item, j) => (i === j ? [] : [1 + i + j / 7])))),
  decay: 0.6,
  lastItems: 20,
};
const tables = { personal: everyone, session: everyone, viewed: everyone, bought: everyone, similar: everyone };
const rowOf = Int32Array.from(shop, (_, i) => i);
const model: PlacedModel = {
  modelId: "m",
  trainedAt: 0,
  rowOf,
  tables,
  rhythmDays: Float32Array.from(shop, (_, i) => 5 + i),
  newcomers: newcomersTo({ rowOf }, catalogue),
};
const lists: ItemLists = {
  ...emptyItemLists,
  popular: shop.map(({ itemId }, i) => ({ itemId, score: 10 - i })),
  trending: shop.map(({ itemId }, i) => ({ itemId, score: i })),
  catalogue,
  model,
};

const conditions: Condition[] = [
  { touched: "view", category: ["health/sleep", "Health > Tests", "light"], withinDays: 30 },
  { touched: "any", item: ["gift", "unlisted"] },
  { touched: "any", atLeast: 3 },
  { event: "Product Viewed", atLeast: 3 },
  { event: "Product Clicked", withinDays: 20 },
  { event: "Product Added", withinHours: 400, atLeast: 2 },
  { event: "Order Completed", atLeast: 2 },
  { daysSince: "Product Viewed", atMost: 20 },
  { hoursSince: "Product Added", atLeast: 100 },
  { inCart: "quantity", atLeast: 2 },
  { inCart: "quantity", category: "health/sleep" },
  { cart: "not-empty" },
  { sequence: [{ touched: "view", category: "health/sleep" }, { touched: "cart" }] },
  { sequence: [{ event: "Product Viewed" }, { event: "Product Added" }, { event: "Order Completed", atMost: 0 }] },
];
const segmentsById = new Map(conditions.map((when, i) => [`s${i}`, when]));

const book: Playbook = {
  holdout: 0,
  placements: Object.fromEntries(
    [...itemSources, ...conditions.map((_, i) => `c${i}`)].map((placementId) => [
      placementId,
      { placementId, default: { content: {}, items: { from: "popular" as const, limit: 4 } } },
    ]),
  ),
  tactics: [
    ...itemSources.map((from: ItemSource) => ({ ...tacticIn(from), items: { from, limit: 4 } })),
    ...conditions.map((when, i) => ({ ...tacticIn(`c${i}`), when })),
  ],
  privacy: { askFirst: [], texts: {}, retention: { people: "erase" }, sensitiveCategories: ["health/…", "intimate"] },
};

function tacticIn(placementId: string) {
  return { tacticId: `t-${placementId}`, name: "t", placementId, content: {}, priority: 0, holdout: 0, windowDays: 7 };
}
const playbook = arrangePlaybook(book);

const itemIds = [...shop.map(({ itemId }) => itemId), "unlisted", "vase"];
const names = ["Product Viewed", "Product Clicked", "Product Added", "Product Added to Wishlist"];
/** Says no category: of an item that the catalogue does not know either, nothing tells that it is sensitive. */
const takenOut = "Product Removed";

const happening = fc.record({
  name: fc.constantFrom(...names, "Order Completed", takenOut, "Page Viewed"),
  itemIds: fc.array(fc.constantFrom(...itemIds), { minLength: 1, maxLength: 3 }),
  gapMinutes: fc.integer({ min: 0, max: 2_800 }),
});
type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never;

function itemOf(itemId: string): EventItem {
  const category = itemId === "unlisted" ? "health" : shop.find((item) => item.itemId === itemId)?.category;
  return {
    itemId,
    quantity: 1,
    priceMicros: 1_000_000 + itemId.length,
    ...(category === undefined ? {} : { category }),
  };
}

/** A visit, what happens, and a visit at the end: that and when somebody was here is known. */
function historyOf(happenings: readonly Happening[]): Event[] {
  let at = begin;
  const visit = { name: "Page Viewed", itemIds: [], gapMinutes: 1 };
  return [visit, ...happenings, { ...visit, gapMinutes: 30 }].map(({ name, itemIds: ids, gapMinutes }, i) => {
    at = Math.min(now, at + gapMinutes * 60_000);
    const isOrder = name === "Order Completed";
    const amount = { amountMicros: 9_000_000, originalAmountMicros: 9_000_000, originalCurrency: "EUR" };
    return {
      messageId: `m${i}`,
      type: "track",
      name,
      at,
      receivedAt: at,
      source: "http",
      identifiers: [{ namespace: "user_id", value: "u" }],
      actor: "person",
      channel: "web",
      items: name === "Page Viewed" ? [] : ids.filter((id) => name !== takenOut || id !== "unlisted").map(itemOf),
      ...(isOrder ? { money: { kind: "order", ...amount } as unknown as NonNullable<Event["money"]> } : {}),
      properties: {},
      traits: {},
      context: {},
    };
  });
}

const touches = new Set(names);
const isSecret = ({ itemId }: EventItem) => secret.includes(itemId);

/** The same history of somebody who never did anything with sensitive items. Offsets stay those of the whole. */
function profileOf(events: readonly Event[], withSecret: boolean, saysYes?: boolean): Profile {
  const draft = draftOf(emptyProfile("p"), timeZone);
  events.forEach((event, i) => {
    const items = withSecret ? event.items : event.items.filter((item) => !isSecret(item));
    if (touches.has(event.name) && event.items.length > 0 && items.length === 0) return;
    const said = i === 0 && saysYes !== undefined ? { consent: { sensitive: saysYes } } : {};
    applyEvent(draft, { ...event, items, ...said }, { at: event.at, offset: i + 1 }, timeZone);
  });
  return finishDraft(draft, timeZone);
}

function decided(profile: Profile, context = {}, placements = Object.keys(book.placements)) {
  const { response } = decide(
    { placements, context, trace: true },
    {
      decisionId: "d",
      now,
      today: calendar.dayOf(now),
      calendar,
      identifiers: [],
      profile,
      profileId: profile.profileId,
      actor: "person",
      device: undefined,
      channel: "web",
      personalizationAllowed: true,
      sensitiveAllowed: sensitiveAllowed(undefined, profile.consent),
      playbook,
      lists,
    },
  );
  return response;
}

const shown = (decision: { items: { itemId: string }[] } | undefined) => decision?.items.map(({ itemId }) => itemId);

function memberships(profile: Profile) {
  return findMemberships(segmentsById, viewOfPerson(profile, {}, now, { calendar, sensitive }));
}

/** What anything reads of a profile, but for how often and when last somebody was here. */
function readOf(profile: Profile) {
  const { eventCount: _c, lastOffset: _o, lastSeenAt: _s, consent: _n, devices: _d, ...rest } = profile;
  const { completeAfter: _a, ...read } = rest as typeof rest & { completeAfter?: unknown };
  // The item of a recent event is for people to read.
  return { ...read, recentEvents: read.recentEvents.map(({ itemId: _i, ...event }) => event) };
}

const fits = fc.array(happening, { maxLength: 20 });
const long = fc.array(happening, { minLength: 30, maxLength: 80 });

describe("what somebody does with items of sensitive categories", () => {
  it("is as if it had not been, in every decision, list, membership and feature of who did not say yes to it", () => {
    fc.assert(
      fc.property(fits, fc.constantFrom(undefined, false), (happenings, says) => {
        const events = historyOf(happenings);
        const [whole, without] = [profileOf(events, true, says), profileOf(events, false, says)];
        expect(readOf(usableProfile(whole, sensitive, calendar.dayOf))).toEqual(readOf(without));
        expect(decided(whole)).toEqual(decided(without));
        expect(memberships(whole)).toEqual(memberships(without));
      }),
      { numRuns: 150 },
    );
  });

  it("makes no difference by which of these items it was, however long the history", () => {
    const swap: Record<string, string> = { test: "gift", pills: "unlisted", gift: "pills", unlisted: "test" };
    fc.assert(
      fc.property(long, (happenings) => {
        const other = happenings.map((one) => ({ ...one, itemIds: one.itemIds.map((id) => swap[id] ?? id) }));
        const [one, two] = [profileOf(historyOf(happenings), true), profileOf(historyOf(other), true)];
        expect(decided(one)).toEqual(decided(two));
        expect(memberships(one)).toEqual(memberships(two));
      }),
      { numRuns: 50 },
    );
  });

  it("is used, past and present, of who said yes, and of nobody after a no", () => {
    const events = historyOf([
      { name: "Product Viewed", itemIds: ["pills"], gapMinutes: 40 * 24 * 60 },
      { name: "Product Viewed", itemIds: ["lamp"], gapMinutes: 5 },
    ]);
    const seen = (says?: boolean) =>
      shown(decided(profileOf(events, true, says), {}, ["recently-viewed"]).placements["recently-viewed"]);
    expect(seen(true)).toEqual(["lamp", "pills"]);
    expect(seen(false)).toEqual(["lamp"]);
    expect(seen()).toEqual(["lamp"]);
    const members = (says: boolean) => Object.keys(memberships(profileOf(events, true, says)).since);
    expect(members(true)).toContain("s0");
    expect(Object.keys(memberships(profileOf(events.slice(0, 2), true, false)).since)).not.toContain("s0");
  });

  it("shows such items to nobody else but on pages of their own category", () => {
    const popular = (context = {}) =>
      shown(decided(profileOf(historyOf([]), true), context, ["popular"]).placements.popular);
    expect(popular()).toEqual(["lamp", "bulb", "sofa"]);
    expect(popular({ category: "health/sleep" })).toEqual(["lamp", "bulb", "sofa", "test"]);
    expect(popular({ itemId: "gift" })).toEqual(["lamp", "bulb", "sofa", "gift"]);
  });

  it("sets nothing off, but that there was an order", () => {
    const [, view, order] = historyOf([
      { name: "Product Viewed", itemIds: ["pills"], gapMinutes: 5 },
      { name: "Order Completed", itemIds: ["pills", "lamp"], gapMinutes: 5 },
    ]);
    expect(usableEvent(view!, sensitive)).toBeNull();
    const told = { ...order!, properties: { order_id: "o", products: [{ product_id: "pills" }] } };
    expect(usableEvent(told, sensitive)).toMatchObject({ items: [{ itemId: "lamp" }], properties: { order_id: "o" } });
    expect(usableEvent(told, sensitive)?.properties).not.toHaveProperty("products");
    const listed = { ...view!, items: [], properties: { category: "Intimate/Gifts" } };
    expect(usableEvent(listed, sensitive)).toBeNull();
  });
});
