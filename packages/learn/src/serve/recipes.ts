import type { History, Recommender } from "../recommend/recommender.ts";
import type { ReplenishmentModel } from "../recommend/replenishment.ts";
import type { Catalogue } from "./catalogue.ts";
import { buyAgain, newArrivals, recentlyViewed } from "./list-recommenders.ts";
import type { OtherReason, Relation } from "./reason.ts";

/** What has been trained for a shop; recipes take from it what they need. */
export interface TrainedModels {
  /** For histories of several items. */
  personal: Recommender;
  /** For the few items of a present session. */
  session: Recommender;
  /** From baskets: what is bought in one order. */
  boughtTogether: Recommender;
  alsoViewed: Recommender;
  /** By what items are. */
  similar: Recommender;
  popular: Recommender;
  trending: Recommender;
  replenishment: ReplenishmentModel;
  /** `firstSeenAt[item]`, milliseconds; NaN where it is not known. */
  firstSeenAt: Float64Array;
}

/** Where the list stands and for whom. */
export interface RecipeContext {
  /** What the person looked at, the present session included. */
  viewed: History;
  bought: History;
  /** The product of the page, or the items of the cart. */
  anchors: Uint32Array;
  category: string | null;
  /** The list or category page that is to be put in order, as the shop orders it. */
  list: Uint32Array;
}

/** How a recipe answers: which model, from which history, and what it keeps out. */
export interface RecipePlan {
  recommender: Recommender;
  history: History;
  filter: (item: number) => boolean;
  /** Whether what was seen may come again: it is the point of some recipes. */
  keepsSeen: boolean;
  /** What may fill empty places; a list "bought together" of bestsellers would be a lie. */
  fillWith: "bestsellers" | "nothing" | Uint32Array;
  /** For true reasons. */
  relation: Relation;
  otherwise: OtherReason;
  /** Why this model, in words. */
  choice: string;
}

export interface Recipe {
  name: string;
  summary: string;
  plan: (models: TrainedModels, context: RecipeContext, catalogue: Catalogue) => RecipePlan;
}

const sessionItems = 4;
/** A visit ends after so long without a word. */
const visitGapMs = 30 * 60_000;
const newWithinDays = 30;
/** An upsell costs more than what is looked at, but not out of its reach. */
const upsell = { from: 1.1, to: 2 };
/** An add-on is a trifle beside the cart. */
const addOnShare = 0.3;

const everything = () => true;

/** The lists that a shop asks for, by name. */
export const recipes: readonly Recipe[] = [
  {
    name: "for-you",
    summary: "What this person may want next.",
    plan: (models, { viewed }) => personalPlan(models, viewed, {}),
  },
  {
    name: "session-based",
    summary: "What fits the present visit, known or not.",
    plan: (models, { viewed }) => {
      const session = presentVisit(viewed);
      const choice = `${session.items.length} items of this visit: sessions like it`;
      return plan(models.session, session, { choice });
    },
  },
  {
    name: "ranked-list",
    summary: "A given list or category page, in the order that suits this person; nothing is added, nothing left out.",
    plan: (models, { viewed, list }) => {
      const given = new Set(list);
      const filter = (item: number) => given.has(item);
      return personalPlan(models, viewed, { filter, keepsSeen: true, fillWith: list });
    },
  },
  {
    name: "similar-items",
    summary: "Alternatives to the product of the page.",
    plan: (models, context) =>
      plan(models.similar, anchored(context), { choice: "alike by what they are", fillWith: "nothing" }),
  },
  {
    name: "also-viewed",
    summary: "What people look at around the product of the page.",
    plan: (models, context) =>
      plan(models.alsoViewed, anchored(context), { choice: "close together in histories", fillWith: "nothing" }),
  },
  {
    name: "bought-together",
    summary: "What is bought in one order with the product of the page.",
    plan: (models, context) =>
      plan(models.boughtTogether, anchored(context), {
        choice: "from orders",
        fillWith: "nothing",
        relation: "bought",
      }),
  },
  {
    name: "cart-add-ons",
    summary: "Small things that go with the cart.",
    plan: (models, context, catalogue) => {
      const total = context.anchors.reduce((sum, item) => sum + (priceOf(catalogue, item) ?? 0), 0);
      const filter = (item: number) => (priceOf(catalogue, item) ?? Number.POSITIVE_INFINITY) <= addOnShare * total;
      return plan(models.boughtTogether, anchored(context), {
        choice: "from orders, at most 30 % of the cart's value",
        filter,
        fillWith: "nothing",
        relation: "in-cart",
      });
    },
  },
  {
    name: "upsell",
    summary: "Better alternatives that cost somewhat more.",
    plan: (models, context, catalogue) => {
      const price = priceOf(catalogue, context.anchors[0] ?? -1);
      const filter = (item: number) => {
        const other = priceOf(catalogue, item);
        return price !== null && other !== null && other >= upsell.from * price && other <= upsell.to * price;
      };
      return plan(models.similar, anchored(context), {
        choice: "alike, 1.1 to 2 times the price",
        filter,
        fillWith: "nothing",
      });
    },
  },
  {
    name: "trending",
    summary: "What is wanted lately.",
    plan: (models, { viewed }) =>
      plan(models.trending, viewed, { choice: "the same for everybody", keepsSeen: true, otherwise: "trending" }),
  },
  {
    name: "category-bestsellers",
    summary: "What sells best in the category of the page.",
    plan: (models, { viewed, category }, catalogue) =>
      plan(models.popular, viewed, {
        choice: "the same for everybody",
        filter: (item) => category === null || catalogue.items[item]?.category === category,
        keepsSeen: true,
      }),
  },
  {
    name: "new-arrivals",
    summary: "What came in the last 30 days.",
    plan: (models, { viewed }) =>
      plan(newArrivals(models.firstSeenAt, newWithinDays), viewed, {
        choice: "newest first",
        otherwise: "new",
        keepsSeen: true,
        fillWith: "nothing",
      }),
  },
  {
    name: "recently-viewed",
    summary: "What this person looked at, latest first.",
    plan: (_models, { viewed }) =>
      plan(recentlyViewed, viewed, { choice: "the person's own history", keepsSeen: true, fillWith: "nothing" }),
  },
  {
    name: "buy-again",
    summary: "What this person has bought before and will need again about now.",
    plan: (models, { bought }) =>
      plan(buyAgain(models.replenishment), bought, {
        choice: "the rhythm of item and person",
        relation: "bought",
        keepsSeen: true,
        fillWith: "nothing",
      }),
  },
];

function plan(recommender: Recommender, history: History, plan: Partial<RecipePlan> & { choice: string }): RecipePlan {
  return {
    recommender,
    history,
    filter: everything,
    keepsSeen: false,
    fillWith: "bestsellers",
    relation: "viewed",
    otherwise: "popular",
    ...plan,
  };
}

/** By how much is known of the person. */
function personalPlan(models: TrainedModels, viewed: History, more: Partial<RecipePlan>): RecipePlan {
  const length = viewed.items.length;
  if (length === 0) {
    const choice = "nothing is known of the person: what is trending";
    return plan(models.trending, viewed, { choice, otherwise: "trending", ...more });
  }
  if (length < sessionItems)
    return plan(models.session, viewed, { choice: `${length} items are known: sessions like this one`, ...more });
  return plan(models.personal, viewed, { choice: `${length} items are known: the personal model`, ...more });
}

/** The anchors as a history of this moment. */
function anchored({ anchors, viewed }: RecipeContext): History {
  return { items: anchors, at: new Float64Array(anchors.length).fill(viewed.nowAt), nowAt: viewed.nowAt };
}

/** What was looked at since the last pause; nothing where the last look is a pause ago. */
function presentVisit({ items, at, nowAt }: History): History {
  let from = items.length;
  while (from > 0 && (at[from] ?? nowAt) - at[from - 1]! <= visitGapMs) from--;
  return { items: items.subarray(from), at: at.subarray(from), nowAt };
}

function priceOf({ items }: Catalogue, item: number): number | null {
  return items[item]?.priceMicros ?? null;
}
