import type { Heard, ItemTouches } from "./heard.ts";
import { contextItems, contextText, isRefused, type ListAsk } from "./list-ask.ts";

/** A visit ends after so long without a word. */
const visitGapMs = 30 * 60_000;

/** What the person touched, worked out once for all lists of an answer. */
export function touchesOf(ask: ListAsk): ItemTouches {
  ask.history.touches ??= readTouches(ask);
  return ask.history.touches;
}

/** The product of the page; where there is none, what the person looked at last. */
export function anchorsOf(ask: ListAsk): readonly Heard[] {
  const { history } = ask;
  if (history.anchors === undefined) {
    const page = pageItem(ask);
    history.anchors = page === null ? touchesOf(ask).heard.slice(0, 1) : [page];
  }
  return history.anchors;
}

/** What lies in the cart. */
export function cartOf(ask: ListAsk): readonly Heard[] {
  ask.history.cart ??= readCart(ask);
  return ask.history.cart;
}

/** Ids of what the page is about, or the person touched last, and of what lies in the cart. */
export function aboutIds(ask: ListAsk): ReadonlySet<string> {
  ask.history.aboutIds ??= idsOf([anchorsOf(ask), cartOf(ask)], ask);
  return ask.history.aboutIds;
}

/** Ids of the product of the page, where there is one, and of what lies in the cart. */
export function hereIds(ask: ListAsk): ReadonlySet<string> {
  ask.history.hereIds ??= idsOf([anchorsOf(ask).filter(({ kind }) => kind === "page"), cartOf(ask)], ask);
  return ask.history.hereIds;
}

/** As `aboutIds`, with all that is heard. */
export function heardIds(ask: ListAsk): ReadonlySet<string> {
  ask.history.heardIds ??= idsOf([touchesOf(ask).heard, anchorsOf(ask), cartOf(ask)], ask);
  return ask.history.heardIds;
}

function idsOf(lists: ReadonlyArray<readonly Heard[]>, { lists: { catalogue } }: ListAsk): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const list of lists) for (const { item } of list) ids.add(catalogue.idOf(item));
  return ids;
}

function readTouches({ profile, now, lists }: ListAsk): ItemTouches {
  const { catalogue } = lists;
  const heard: Heard[] = [];
  const bought: Heard[] = [];
  let ofThisVisit = 0;
  let visitGoesOn = true;
  let before = now;
  const touches = profile?.interactions ?? [];
  for (let i = touches.length - 1; i >= 0; i--) {
    const { itemId, kind, at } = touches[i]!;
    const item = catalogue.numberOf(itemId);
    if (item === undefined) continue;
    if (before - at > visitGapMs) visitGoesOn = false;
    before = at;
    // What the person does not want to see speaks for nothing else.
    if (kind !== "purchase" && isRefused(profile, itemId)) continue;
    if (!holds(heard, item)) {
      heard.push({ item, at, kind });
      if (visitGoesOn) ofThisVisit = heard.length;
    }
    if (kind === "purchase" && !holds(bought, item)) bought.push({ item, at, kind });
  }
  return { heard, ofThisVisit, bought };
}

function pageItem(ask: ListAsk): Heard | null {
  const itemId = contextText(ask, "itemId");
  const item = itemId === undefined ? undefined : ask.lists.catalogue.numberOf(itemId);
  return item === undefined ? null : { item, at: ask.now, kind: "page" };
}

/** Without what is sensitive, the cart that the request tells of, or else the one that the person's events make. */
function readCart(ask: ListAsk): Heard[] {
  const { profile, now, lists, hides } = ask;
  const told = contextItems(ask, "cart");
  const ids = told.length > 0 || profile === undefined ? told : cartIds(profile.cart.changes);
  const cart: Heard[] = [];
  for (const itemId of ids) {
    if (hides != null && hides.treeOfItem(itemId) !== null) continue;
    const item = lists.catalogue.numberOf(itemId);
    if (item !== undefined) cart.push({ item, at: now, kind: "cart" });
  }
  return cart;
}

function cartIds(changes: readonly { itemId: string; quantity: number }[]): string[] {
  const quantities = new Map<string, number>();
  for (const { itemId, quantity } of changes) quantities.set(itemId, (quantities.get(itemId) ?? 0) + quantity);
  return [...quantities].flatMap(([itemId, quantity]) => (quantity > 0 ? [itemId] : []));
}

/** Short lists: at most the 60 touches that a profile keeps. */
function holds(list: readonly Heard[], item: number): boolean {
  for (let i = 0; i < list.length; i++) if (list[i]!.item === item) return true;
  return false;
}
