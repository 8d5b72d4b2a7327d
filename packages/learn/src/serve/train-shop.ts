import type { Rng } from "@attune/math/rng";
import { trainCoVisitation } from "../recommend/co-visitation.ts";
import { withColdStart } from "../recommend/cold-start.ts";
import { trainContent } from "../recommend/content.ts";
import { type Interactions, itemCounts } from "../recommend/interactions.ts";
import { trainItemKnn } from "../recommend/item-knn.ts";
import { models } from "../recommend/models.ts";
import { trainPopularity } from "../recommend/popularity.ts";
import type { Recommender } from "../recommend/recommender.ts";
import { trainReplenishment } from "../recommend/replenishment.ts";
import type { Catalogue } from "./catalogue.ts";
import { chooseModels, describeShape, type ModelChoice } from "./choose-models.ts";
import { itemAttributes } from "./item-attributes.ts";
import type { TrainedModels } from "./recipes.ts";

/** What a shop knows; all share their ids (`createIds`). */
export interface ShopData {
  /** Per person: everything done with items, and purchases alone. */
  interactions: Interactions;
  purchases: Interactions;
  /** Per order: what was bought in it. */
  orders: Interactions;
}

const history = { decay: 0.8, lastItems: 50, neighborsPerItem: 200 };
/** An item known by five interactions is believed half by what it is. */
const priorCount = 5;

/** Trains all that recipes need; which model answers for a person and for a visit is chosen by the shape of the data, with the reason. */
export function trainShop(
  { interactions, purchases, orders }: ShopData,
  catalogue: Catalogue,
  rng: Rng,
): { models: TrainedModels; choices: ModelChoice[] } {
  const choices = chooseModels(describeShape(interactions));
  const chosen = (role: ModelChoice["role"]) => choices.find((choice) => choice.role === role)!;
  const attributesOf = (item: number) => itemAttributes(catalogue.items[item]);
  const content = trainContent(interactions, attributesOf, { ...history, commonestShare: 0.5 });
  const halfLifeMs = chosen("trending").parameters.halfLifeMs ?? null;
  const cold = { counts: itemCounts(interactions), priorCount };
  return {
    choices,
    models: {
      personal: withColdStart(trained(chosen("personal").model, interactions, rng), content, cold),
      session: trained(chosen("session").model, interactions, rng),
      boughtTogether: trainItemKnn(orders, { ...history, decay: 1, shrink: 5 }),
      alsoViewed: trainCoVisitation(interactions, { ...history, windowItems: 10, popularityPower: 0.4 }),
      similar: content,
      popular: trainPopularity(purchases.item.length > 0 ? purchases : interactions, { halfLifeMs: null }),
      trending: trainPopularity(interactions, { halfLifeMs }),
      replenishment: trainReplenishment(purchases, {
        minimumRepeats: 20,
        priorRepeats: 2,
        minimumShare: 0.4,
        latest: 3,
      }),
      firstSeenAt: firstSeen(interactions),
    },
  };
}

function trained(name: string, interactions: Interactions, rng: Rng): Recommender {
  const model = models.find((candidate) => candidate.name === name)!;
  return model.configurations[0]!.train(interactions, rng.fork(name));
}

/** NaN where an item never occurs. Without times nothing is new. */
function firstSeen({ itemIds, item, at, timed }: Interactions): Float64Array {
  const first = new Float64Array(itemIds.length).fill(Number.NaN);
  if (!timed) return first;
  for (let entry = 0; entry < item.length; entry++) {
    const known = first[item[entry]!]!;
    if (Number.isNaN(known) || at[entry]! < known) first[item[entry]!] = at[entry]!;
  }
  return first;
}
