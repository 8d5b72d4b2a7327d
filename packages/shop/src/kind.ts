import type { Playbook } from "@attune/model/tactic";
import type { BrandWords, CategoryWords } from "./catalogue-words.ts";
import type { TacticTruth } from "./truth.ts";

/** The kinds of business that are simulated. */
export const kindIds = ["shop", "content", "saas", "store"] as const;
export type KindId = (typeof kindIds)[number];

/** How people of this kind of business behave on the way from the first page to the end, for an average visitor whom nothing moves. */
export interface Habit {
  /** Opens an item of the list in front of them. */
  view: number;
  /** Takes the opened item: into the cart, to its end, into use. */
  add: number;
  /** Looks at one more list. */
  stay: number;
  mostLists: number;
  /** The visit begins on the first page, else on a list; the rest comes straight to an item. */
  landsOnHome: number;
  landsOnList: number;
  searches: number;
  /** A person with an account logs in when they come. */
  logsIn: number;
  listLength: number;
  /** Takes a second item before they decide. */
  attach: number;
  /** Takes one back. */
  removes: number;
  /** Goes through with it; of those who turn away, a few turn round at the door. */
  buy: number;
  turnsRound: number;
  /** Of those who do not, how many began all the same. */
  beginsInVain: number;
}

/** A page, or a screen of an app. The paths of lists and searches are completed by what they show. */
export interface KindPage {
  name: string;
  path: string;
  title: string;
}

/** What somebody subscribes to, where they do not buy the items themselves. */
export interface Plan {
  planId: string;
  name: string;
  priceMicros: number;
}

/**
 * One kind of business, as data: its words, its events, how visits go, what is shown where and what that truly does. The stories of visits are
 * the same for all kinds.
 */
export interface Kind {
  kindId: KindId;
  businessName: string;
  /** Where it is on the web: a name that never resolves (RFC 2606). */
  origin: string;
  /** Begins the ids of items and of runs. */
  itemPrefix: string;
  runPrefix: string;
  categories: readonly CategoryWords[];
  brands: readonly BrandWords[];
  /** What calls of pages are: those of a browser, or of an app. */
  pageCall: "page" | "screen";
  /** Sent with every call; absent: the engine tells by the user agent. */
  channel?: string;
  pages: Record<"home" | "list" | "search" | "item" | "basket" | "checkout", KindPage>;
  events: Record<"listed" | "searched" | "viewed" | "unavailable" | "added" | "removed" | "basket" | "begun", string>;
  /** Named beside `Order Completed`, which carries the money. */
  completed?: string;
  /** The steps of its funnel, in their order. */
  funnel: readonly string[];
  /** Absent: the items in the cart are bought. Given: it is subscribed to, once. */
  plan?: Plan;
  habit: Habit;
  /** Where the pages ask what to show. */
  placements: Record<"home" | "list" | "item" | "basket" | "leaving", string>;
  playbook: Playbook;
  /** Of every tactic that has an effect or surely has none. */
  truth: readonly TacticTruth[];
}
