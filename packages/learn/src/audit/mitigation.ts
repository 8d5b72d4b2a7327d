import type { Rng } from "@attune/math/rng";
import { comparePaired, type PairedComparison } from "../evaluate/compare-paired.ts";
import { rankingMetrics } from "../evaluate/ranking-metrics.ts";
import { auditExposure, type GroupExposure } from "./exposure-audit.ts";

/** Exposure before and after a mitigation, and what it costs. */
export interface MitigationReport {
  before: GroupExposure[];
  after: GroupExposure[];
  /** NDCG after less before, case by case. */
  cost: PairedComparison;
}

/** One question with the list that was shown before and the one that a mitigation would show. */
export interface MitigatedCase {
  profile: number;
  targets: ReadonlySet<number>;
  before: readonly number[];
  after: readonly number[];
}

const level = 0.95;
const resamples = 400;

/** Before and after, side by side: whether the groups come nearer to the interest in them, and at what price. */
export function reportMitigation(
  cases: readonly MitigatedCase[],
  counts: Uint32Array,
  groupOf: (item: number) => string | null,
  rng: Rng,
): MitigationReport {
  const ndcg = (list: (one: MitigatedCase) => readonly number[]) =>
    Float64Array.from(cases, (one) => rankingMetrics(list(one), one.targets, list(one).length || 1).ndcg);
  return {
    before: auditExposure(
      cases.map(({ before }) => before),
      counts,
      groupOf,
    ),
    after: auditExposure(
      cases.map(({ after }) => after),
      counts,
      groupOf,
    ),
    cost: comparePaired(
      ndcg(({ after }) => after),
      ndcg(({ before }) => before),
      cases.map(({ profile }) => profile),
      level,
      resamples,
      rng,
    ),
  };
}
