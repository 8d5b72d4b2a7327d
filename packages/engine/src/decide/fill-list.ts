import type { DecidedItem, PlaceDraw } from "@attune/model/decision";
import type { MerchandisingRule } from "@attune/model/merchandising";
import type { ItemList, ItemSource } from "@attune/model/tactic";
import { murmur3 } from "@attune/rules/murmur3";
import { isNew, newestCandidates, popularCandidates, standingCandidates } from "./candidate-lists.ts";
import type { CatalogueView } from "./catalogue-view.ts";
import { aboutIds, heardIds, hereIds, touchesOf } from "./item-history.ts";
import type { FilledList, ItemLists } from "./item-lists.ts";
import { contextText, type ListAsk } from "./list-ask.ts";
import { type ListGate, listGate } from "./list-gate.ts";
import { pinsOf, rulesFor } from "./merchandise.ts";
import { knowsNext } from "./placed-model.ts";
import { keepsSeen, rankGivenList, recommendItems } from "./recommend-items.ts";

/**
 * The items of one list: candidates, what may be shown of them, fixed places, the popular ones where nothing else is known, and the newest where nothing is popular. No item stands in two lists of one
 * answer: what is given here is noted in `ask.taken`.
 */
export function fillList(list: ItemList, placementId: string, ask: ListAsk): FilledList {
  const rules = ask.rules.length === 0 ? null : rulesFor(list, placementId, ask);
  const isPlain =
    rules === null && list.where === undefined && list.withoutBoughtDays === undefined && (list.explore ?? 0) === 0;
  const filled =
    isPlain && ask.taken.size === 0 && ask.profile?.refused === undefined && isSameForEveryone(list, ask)
      ? filledForEveryone(list, ask)
      : list.from === "next-best-action"
        ? filledByStep(list, ask, rules)
        : filledFor(list, ask, rules);
  for (const { itemId } of filled.items) ask.taken.add(itemId);
  return filled;
}

/** On the page of a sensitive category stand items that stand nowhere else. */
function isSameForEveryone(list: ItemList, ask: ListAsk): boolean {
  // What is newest changes with the catalogue, in place; what is popular does not.
  if (!sameForEveryone.has(list.from) || popularCandidates(ask.lists, list.category).length === 0) return false;
  return ask.hides == null || (contextText(ask, "category") ?? contextText(ask, "itemId")) === undefined;
}

const sameForEveryone: ReadonlySet<ItemSource> = new Set(["popular", "trending"]);
const made = new WeakMap<ItemLists, Map<ItemList, FilledList>>();
const madeWithoutSensitive: typeof made = new WeakMap();

/** Made once for as long as the lists stand: neither `list` nor the lists may be changed in place. What this returns is frozen: whoever writes it down need do so once. */
function filledForEveryone(list: ItemList, ask: ListAsk): FilledList {
  const kept = ask.hides == null ? made : madeWithoutSensitive;
  let ofLists = kept.get(ask.lists);
  if (ofLists === undefined) {
    ofLists = new Map();
    kept.set(ask.lists, ofLists);
  }
  let filled = ofLists.get(list);
  if (filled === undefined) {
    filled = filledFor(list, ask, null);
    Object.freeze(filled.items);
    ofLists.set(list, filled);
  }
  return filled;
}

/**
 * Lists of what is next: they do not show what the person has seen, unless they say so or the training found it better. Where nothing is known of the person they start with what is popular, and
 * that is no makeshift.
 */
const isAboutNext: ReadonlySet<ItemSource> = new Set(["for-you", "session-based"]);
/** Lists about the page or the cart: what these hold is not in them. */
const asksModel: ReadonlySet<ItemSource> = new Set([
  "for-you",
  "session-based",
  "similar-items",
  "also-viewed",
  "bought-together",
  "upsell",
  "cart-add-ons",
]);

function filledFor(list: ItemList, ask: ListAsk, rules: readonly MerchandisingRule[] | null): FilledList {
  const gate = listGate(list, ask, rules, ownItems(list, ask));
  const pinned = rules === null ? [] : allowedPins(rules, list, gate, ask.lists.catalogue);
  const wanted = list.limit - pinned.length;
  const items: DecidedItem[] = [];
  const mixed = mixedGate(list, ask, gate);
  take(items, wanted, ownCandidates(list, ask, gate, rules, wanted), mixed, pinned);
  let fallback = false;
  if (items.length < wanted && isAboutNext.has(list.from)) {
    take(items, wanted, popularCandidates(ask.lists, list.category), mixed, pinned);
    fallback = !knowsNext(ask.lists.model) && items.length > 0;
  }
  if (items.length === 0 && list.from !== "popular" && list.from !== "ranked-list") {
    const category = list.category ?? (asksModel.has(list.from) ? contextText(ask, "category") : undefined);
    take(items, wanted, popularCandidates(ask.lists, category), gate, pinned);
    if (items.length === 0) take(items, wanted, popularCandidates(ask.lists, list.category), gate, pinned);
    fallback = true;
  }
  if (items.length === 0 && pinned.length === 0 && list.from !== "ranked-list") {
    take(items, wanted, newestCandidates(ask.lists, list.category), gate, pinned);
    fallback = true;
  }
  const lastPlace = explore(items, list, ask, gate, pinned);
  for (const { item, position } of pinned) items.splice(Math.min(position - 1, items.length), 0, item);
  return lastPlace === null ? { items, fallback } : { items, fallback, lastPlace };
}

/** What to do next for somebody, in the order in which it is worth most: their cart is open, something is due again, they may want more. */
const steps: readonly ItemSource[] = ["cart-add-ons", "buy-again", "for-you"];

/** Each step gives what it has to say, and the next one what is left of the list; the last always has something. */
function filledByStep(list: ItemList, ask: ListAsk, rules: readonly MerchandisingRule[] | null): FilledList {
  const { explore: _, ...plain } = list;
  const items: DecidedItem[] = [];
  const taken = new Set(ask.taken);
  for (const from of steps) {
    const limit = list.limit - items.length;
    if (limit === 0) break;
    const isLast = from === steps.at(-1);
    const filled = filledFor({ ...(isLast ? list : plain), from, limit }, { ...ask, taken }, rules);
    if (isLast)
      return { ...filled, items: [...items, ...filled.items], fallback: filled.fallback && items.length === 0 };
    if (filled.fallback) continue;
    items.push(...filled.items);
    for (const { itemId } of filled.items) taken.add(itemId);
  }
  return { items, fallback: false };
}

function ownCandidates(
  list: ItemList,
  ask: ListAsk,
  gate: ListGate,
  rules: readonly MerchandisingRule[] | null,
  wanted: number,
): Iterable<DecidedItem> {
  const standing = standingCandidates(list, ask);
  if (standing !== null) return standing;
  if (list.from === "ranked-list") return rankGivenList(ask, gate);
  // Of what the person has seen some may be too much.
  const spare = isAboutNext.has(list.from) && keepsSeen(list, ask.lists.model) ? touchesOf(ask).heard.length : 0;
  return recommendItems(list, ask, gate, rules, wanted + spare);
}

/** Where a list of what is next keeps what the person has seen, that has at most half of its places. Each id that is allowed counts. */
function mixedGate(list: ItemList, ask: ListAsk, gate: ListGate): Pick<ListGate, "allowsId"> {
  if (!isAboutNext.has(list.from) || !keepsSeen(list, ask.lists.model)) return gate;
  const heard = heardIds(ask);
  let left = Math.ceil(list.limit / 2);
  return { allowsId: (itemId) => gate.allowsId(itemId) && (!heard.has(itemId) || left-- > 0) };
}

/** Takes candidates in order until there are enough; each that the gate allows. */
function take(
  items: DecidedItem[],
  wanted: number,
  candidates: Iterable<DecidedItem>,
  gate: Pick<ListGate, "allowsId">,
  pinned: readonly Pinned[],
): void {
  for (const candidate of candidates) {
    if (items.length >= wanted) return;
    const { itemId } = candidate;
    if (has(items, itemId) || isPinned(pinned, itemId)) continue;
    if (gate.allowsId(itemId)) items.push(candidate);
  }
}

function has(items: readonly DecidedItem[], itemId: string): boolean {
  for (let i = 0; i < items.length; i++) if (items[i]!.itemId === itemId) return true;
  return false;
}

interface Pinned {
  item: DecidedItem;
  position: number;
}

function isPinned(pinned: readonly Pinned[], itemId: string): boolean {
  for (let i = 0; i < pinned.length; i++) if (pinned[i]!.item.itemId === itemId) return true;
  return false;
}

function allowedPins(
  rules: readonly MerchandisingRule[],
  { limit }: ItemList,
  gate: ListGate,
  catalogue: CatalogueView,
): Pinned[] {
  const pinned: Pinned[] = [];
  for (const { itemId, position } of pinsOf(rules)) {
    if (position > limit || !gate.allowsId(itemId)) continue;
    // A pin outlives its item: what the catalogue does not know is not shown for its sake.
    if (!catalogue.isEmpty && catalogue.numberOf(itemId) === undefined) continue;
    if (isPinned(pinned, itemId)) continue;
    pinned.push({ item: { itemId, score: 0, reason: "picked by the shop" }, position });
  }
  return pinned;
}

/** What a list is about, whatever stands in for it, and what a list of something next leaves out. */
function ownItems(list: ItemList, ask: ListAsk): ReadonlySet<string> | null {
  if (!asksModel.has(list.from)) return null;
  if (!isAboutNext.has(list.from)) return aboutIds(ask);
  if (ask.lists.model === null) return null;
  return keepsSeen(list, ask.lists.model) ? hereIds(ask) : heardIds(ask);
}

const twoTo32 = 2 ** 32;

/**
 * The last place goes to a new item with the stated probability; drawn from the decision's id, so that the same decision gives the same list. Returns what became of
 * the place, with its probability; null where the list does not try new items, or there is none.
 */
function explore(
  items: DecidedItem[],
  { explore: share = 0, from, limit }: ItemList,
  ask: ListAsk,
  gate: ListGate,
  pinned: readonly Pinned[],
): PlaceDraw | null {
  if (share === 0) return null;
  const { catalogue } = ask.lists;
  const isFresh = (item: number) => {
    const itemId = catalogue.idOf(item);
    if (!isNew(catalogue.itemOf(item), ask.now) || !gate.allows(item)) return false;
    return !has(items, itemId) && !isPinned(pinned, itemId);
  };
  const isFull = items.length + pinned.length >= limit;
  if (murmur3(`${ask.decisionId}/${from}`, 1) / twoTo32 >= share) {
    if (!catalogue.newest.some(isFresh)) return null;
    const own = isFull ? items.at(-1) : undefined;
    return { itemId: own?.itemId ?? null, isNew: false, propensity: 1 - share };
  }
  const fresh = catalogue.newest.filter(isFresh);
  const item = fresh[murmur3(`${ask.decisionId}/${from}`, 2) % Math.max(1, fresh.length)];
  if (item === undefined) return null;
  if (isFull) items.pop();
  const itemId = catalogue.idOf(item);
  items.push({ itemId, score: 0, reason: "new in the shop" });
  return { itemId, isNew: true, propensity: share / fresh.length };
}
