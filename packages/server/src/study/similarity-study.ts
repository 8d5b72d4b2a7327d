import { findLookalikes } from "@attune/learn/predict/lookalikes";
import { createRng } from "@attune/math/rng";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";

/** Who is most like the members of a seed, by what their profiles show. */
export interface SimilarityStudy {
  kind: "similarity";
  features: string[];
  columns: Float64Array[];
  /** 1 for members. */
  isSeed: Uint8Array;
  /** How many of the others are wanted, most like first. */
  limit: number;
  seed: string;
}

export interface SimilarityAnswer {
  /** Rows of the people, most like first, and how like each is. */
  people: Uint32Array;
  similarity: Float64Array;
  /** How well members whom the model had not seen are told from others. */
  auc: number;
  /** Share of held-out members among the first so many per cent of all, and how many times chance that is. */
  reach: { percent: number; seedShare: number; lift: number }[];
  importance: { feature: string; share: number }[];
}

export function carryOutSimilarity(study: SimilarityStudy): SimilarityAnswer | Undetermined {
  const { features, columns, isSeed, limit, seed } = study;
  const audience = findLookalikes(features, columns, isSeed, limit, createRng(seed));
  if (isUndetermined(audience)) return audience;
  const { people, auc, reach, importance } = audience;
  return {
    people: Uint32Array.from(people, ({ person }) => person),
    similarity: Float64Array.from(people, ({ similarity }) => similarity),
    auc,
    reach,
    importance,
  };
}
