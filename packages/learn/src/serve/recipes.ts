import type { History, Recommender } from "../recommend/recommender.ts";
import type { ReplenishmentModel } from "../recommend/replenishment.ts";
import type { Catalogue } from "./catalogue.ts";
import { buyAgain, newArrivals, recentlyViewed } from "./list-recommenders.ts";

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
}

/** How a recipe answers: which model, from which history, and what it keeps out. */
export interface RecipePlan {
  recommender: Recommender;
  history: History;
  filter: (item: number) => boolean;
  /** Whether what was seen may come again: it is the point of some recipes. */
  keepsSeen: boolean;
  /** Whether the prepared list may fill empty places; a list "bought together" of bestsellers would be a lie. */
  fillsUp: boolean;
  /** Why this model, in words. */
  choice: string;
}

export interface Recipe {
  name: string;
  summary: string;
  plan: (models: TrainedModels, context: RecipeContext, catalogue: Catalogue) => RecipePlan;
}

const sessionItems = 4;
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
    plan: (models, { viewed }) => {
      const length = viewed.items.length;
      if (length === 0)
        return plan(models.trending, viewed, { choice: "nothing is known of the person: what is trending" });
      if (length < sessionItems)
        return plan(models.session, viewed, { choice: `${length} items are known: sessions like this one` });
      return plan(models.personal, viewed, { choice: `${length} items are known: the personal model` });
    },
  },
  {
    name: "similar-items",
    summary: "Alternatives to the product of the page.",
    plan: (models, context) =>
      plan(models.similar, anchored(context), { choice: "alike by what they are", fillsUp: false }),
  },
  {
    name: "also-viewed",
    summary: "What people look at around the product of the page.",
    plan: (models, context) =>
      plan(models.alsoViewed, anchored(context), { choice: "close together in histories", fillsUp: false }),
  },
  {
    name: "bought-together",
    summary: "What is bought in one order with the product of the page.",
    plan: (models, context) =>
      plan(models.boughtTogether, anchored(context), { choice: "from orders", fillsUp: false }),
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
        fillsUp: false,
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
        fillsUp: false,
      });
    },
  },
  {
    name: "trending",
    summary: "What is wanted lately.",
    plan: (models, { viewed }) => plan(models.trending, viewed, { choice: "the same for everybody", keepsSeen: true }),
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
        keepsSeen: true,
        fillsUp: false,
      }),
  },
  {
    name: "recently-viewed",
    summary: "What this person looked at, latest first.",
    plan: (_models, { viewed }) =>
      plan(recentlyViewed, viewed, { choice: "the person's own history", keepsSeen: true, fillsUp: false }),
  },
  {
    name: "buy-again",
    summary: "What this person has bought before and will need again about now.",
    plan: (models, { bought }) =>
      plan(buyAgain(models.replenishment), bought, {
        choice: "the rhythm of item and person",
        keepsSeen: true,
        fillsUp: false,
      }),
  },
];

function plan(
  recommender: Recommender,
  history: History,
  { choice, filter = everything, keepsSeen = false, fillsUp = true }: Partial<RecipePlan> & { choice: string },
): RecipePlan {
  return { recommender, history, filter, keepsSeen, fillsUp, choice };
}

/** The anchors as a history of this moment. */
function anchored({ anchors, viewed }: RecipeContext): History {
  return { items: anchors, at: new Float64Array(anchors.length).fill(viewed.nowAt), nowAt: viewed.nowAt };
}

function priceOf({ items }: Catalogue, item: number): number | null {
  return items[item]?.priceMicros ?? null;
}
