import type { Rng } from "@attune/math/rng";
import type { Undetermined } from "@attune/model/undetermined";
import type { Interactions } from "./interactions.ts";
import type { Recommender } from "./recommender.ts";

export type ParameterValue = number | string | null;

/** One setting of a model, ready to be trained. */
export interface Configuration {
  parameters: Readonly<Record<string, ParameterValue>>;
  train(interactions: Interactions, rng: Rng): Recommender;
}

/** A kind of recommender: what it is called, when it cannot run, and the settings worth trying. */
export interface Model {
  name: string;
  /** In one sentence, for people who choose. */
  summary: string;
  /** Why it cannot be trained on such data; null where it can. */
  obstacle(interactions: Interactions): Undetermined | null;
  /** The default first, then those that a search tries. */
  configurations: readonly Configuration[];
  /** Left out of "all": it takes minutes where the others take seconds, or does what another does, slower. */
  onlyWhenNamed: boolean;
}

/** Ties a model's parameters to its training, so that a list of models of different parameters has one type. */
export function defineModel<P extends { [K in keyof P]: ParameterValue }>(definition: {
  name: string;
  summary: string;
  obstacle: (interactions: Interactions) => Undetermined | null;
  defaults: P;
  /** Each changes some of the defaults. */
  variations: readonly Partial<P>[];
  onlyWhenNamed?: true;
  train: (interactions: Interactions, parameters: P, rng: Rng) => Recommender;
}): Model {
  const { name, summary, obstacle, defaults, variations, train } = definition;
  const configurations = [{}, ...variations].map((variation) => {
    const parameters: P = { ...defaults, ...variation };
    return {
      parameters: parameters as unknown as Record<string, ParameterValue>,
      train: (interactions: Interactions, rng: Rng) => train(interactions, parameters, rng),
    };
  });
  return { name, summary, obstacle, configurations, onlyWhenNamed: definition.onlyWhenNamed ?? false };
}
