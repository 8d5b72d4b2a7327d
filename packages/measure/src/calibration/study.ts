import { createRng, type Rng } from "@attune/math/rng";

/** One claim about one estimator on one kind of data, and the band in which its rate must fall. */
export interface Study {
  /** Unique; also the seed. */
  id: string;
  estimator: string;
  process: string;
  /** What is counted. */
  measure: "coverage" | "false positives" | "power" | "alerts" | "false discoveries" | "family-wise errors";
  /** The band of anchors-measure D, as shares; null where a peer is shown failing. */
  band: readonly [number, number] | null;
  replications: number;
  /** One replication: 1 or 0, or a share for false discoveries. */
  once(rng: Rng): number;
}

/** What came out. */
export interface StudyResult {
  id: string;
  estimator: string;
  process: string;
  measure: Study["measure"];
  band: readonly [number, number] | null;
  replications: number;
  rate: number;
  /** Monte-Carlo standard error of the rate. */
  standardError: number;
}

/** Runs `share` of a study's replications, seeded by its id: the same numbers on any machine. */
export function runStudy(study: Study, share = 1): StudyResult {
  const replications = Math.max(1, Math.round(study.replications * share));
  const rng = createRng(`calibration/${study.id}`);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < replications; i++) {
    const value = study.once(rng);
    sum += value;
    squares += value * value;
  }
  const rate = sum / replications;
  const variance = squares / replications - rate * rate;
  const { id, estimator, process, measure, band } = study;
  return {
    id,
    estimator,
    process,
    measure,
    band,
    replications,
    rate,
    standardError: Math.sqrt(variance / replications),
  };
}

/** Whether the rate lies in the band, widened by so many Monte-Carlo standard errors. */
export function withinBand({ band, rate, replications }: StudyResult, standardErrors: number): boolean {
  if (band === null) return true;
  const slack = (edge: number) => standardErrors * Math.sqrt((edge * (1 - edge)) / replications);
  return rate >= band[0] - slack(band[0]) && rate <= band[1] + slack(band[1]);
}

export const covers = ([low, high]: readonly [number | null, number | null], truth: number): number =>
  (low === null || low <= truth) && (high === null || truth <= high) ? 1 : 0;
