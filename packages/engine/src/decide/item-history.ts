import type { InteractionKind } from "@attune/model/profile";
import { contextItems, contextText, isRefused, type ListAsk } from "./list-ask.ts";

/** An item that a person touched, or that the page is about. */
export interface Heard {
  /** Its number. */
  item: number;
  at: number;
  kind: InteractionKind | "page";
}

/** What of a person and a page speaks for items. */
export interface ItemHistory {
  /** Distinct, latest first. */
  heard: readonly Heard[];
  /** How many of them are of the present visit. */
  ofThisVisit: number;
  /** The product of the page; where there is none, what the person looked at last. */
  anchors: readonly Heard[];
  cart: readonly Heard[];
  /** Ids of what the page is about, or the person touched last, and of what lies in the cart. */
  aboutIds: ReadonlySet<string>;
  /** Ids of the product of the page, where there is one, and of what lies in the cart. */
  hereIds: ReadonlySet<string>;
  /** As `aboutIds`, with all that is heard. */
  heardIds: ReadonlySet<string>;
  /** Distinct items, the latest purchase of each first. */
  bought: readonly Heard[];
}

/** A visit ends after so long without a word. */
const visitGapMs = 30 * 60_000;

const made = new WeakMap<ListAsk, ItemHistory>();

/** Worked out once for all lists of an answer, each part when a list first asks for it. */
export function historyOf(ask: ListAsk): ItemHistory {
  let history = made.get(ask);
  if (history === undefined) {
    history = lazyHistory(ask);
    made.set(ask, history);
  }
  return history;
}

function lazyHistory(ask: ListAsk): ItemHistory {
  let touched: Pick<ItemHistory, "heard" | "ofThisVisit" | "bought"> | undefined;
  let anchors: readonly Heard[] | undefined;
  let cart: readonly Heard[] | undefined;
  let aboutIds: ReadonlySet<string> | undefined;
  let hereIds: ReadonlySet<string> | undefined;
  let heardIds: ReadonlySet<string> | undefined;
  const ofTouches = () => {
    touched ??= readTouches(ask);
    return touched;
  };
  return {
    get heard() {
      return ofTouches().heard;
    },
    get ofThisVisit() {
      return ofTouches().ofThisVisit;
    },
    get bought() {
      return ofTouches().bought;
    },
    get anchors() {
      if (anchors === undefined) {
        const page = pageItem(ask);
        anchors = page === null ? ofTouches().heard.slice(0, 1) : [page];
      }
      return anchors;
    },
    get cart() {
      cart ??= cartOf(ask);
      return cart;
    },
    get aboutIds() {
      aboutIds ??= idsOf([this.anchors, this.cart], ask);
      return aboutIds;
    },
    get hereIds() {
      hereIds ??= idsOf([this.anchors.filter(({ kind }) => kind === "page"), this.cart], ask);
      return hereIds;
    },
    get heardIds() {
      heardIds ??= idsOf([this.heard, this.anchors, this.cart], ask);
      return heardIds;
    },
  };
}

function idsOf(lists: ReadonlyArray<readonly Heard[]>, { lists: { catalogue } }: ListAsk): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const list of lists) for (const { item } of list) ids.add(catalogue.idOf(item));
  return ids;
}

function readTouches({ profile, now, lists }: ListAsk): Pick<ItemHistory, "heard" | "ofThisVisit" | "bought"> {
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
function cartOf(ask: ListAsk): Heard[] {
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
