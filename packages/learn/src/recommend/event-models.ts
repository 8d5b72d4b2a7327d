import { trainCrossOccurrence } from "./cross-occurrence.ts";
import { selectEntries } from "./interactions.ts";
import { defineModel, type Model } from "./model.ts";
import { fits } from "./obstacles.ts";

/** Recommenders that tell kinds of events apart, for interactions of which only some are asked about. */
export const eventModels: readonly Model[] = [
  defineModel({
    name: "cross-occurrence",
    summary: "Who did anything with this, later did what is asked for with that, beyond chance (log-likelihood ratio).",
    obstacle: fits,
    defaults: { decay: 0.8, lastItems: 50, neighborsPerItem: 300, minimumRatio: 10.83 },
    variations: [{ decay: 1 }, { decay: 0.6 }, { minimumRatio: 3.84 }, { minimumRatio: 0 }],
    train: (interactions, parameters) =>
      trainCrossOccurrence(
        interactions,
        selectEntries(interactions, (entry) => interactions.asked?.[entry] !== 0),
        parameters,
      ),
  }),
];
