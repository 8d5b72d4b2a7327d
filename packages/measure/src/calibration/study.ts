import { createRng, type Rng } from "@attune/math/rng";

/** One claim about one estimator on one kind of data, and the band in which its rate must fall. */
export interface Claim {
  /** Unique. */
  id: string;
  estimator: string;
  process: string;
  /** What is counted. */
  measure: "coverage" | "false positives" | "power" | "alerts" | "false discoveries" | "family-wise errors";
  /** The band of anchors-measure D, as shares; null where a peer, or a broken assumption, is shown failing. */
  band: readonly [number, number] | null;
}

/** A claim that is judged on draws of its own. Its id is the seed. */
export interface Study extends Claim {
  replications: number;
  /** One replication: 1 or 0, or a share for false discoveries. */
  once(rng: Rng): number;
}

/** Several claims judged on the same draws: where drawing and fitting are what costs. The id is the seed. */
export interface SharedStudy {
  id: string;
  replications: number;
  claims: readonly Claim[];
  /** One replication: what it says of each claim, in their order. */
  once(rng: Rng): readonly number[];
}

/** What came out. */
export interface StudyResult extends Claim {
  replications: number;
  rate: number;
  /** Monte-Carlo standard error of the rate. */
  standardError: number;
}

/** Runs `share` of a study's replications, seeded by its id: the same numbers on any machine. One result per claim. */
export function runStudy(study: Study | SharedStudy, share = 1): StudyResult[] {
  const claims = "claims" in study ? study.claims : [study];
  const replications = Math.max(1, Math.round(study.replications * share));
  const rng = createRng(`calibration/${study.id}`);
  const sums = claims.map(() => 0);
  const squares = claims.map(() => 0);
  for (let i = 0; i < replications; i++) {
    const said = study.once(rng);
    const values = typeof said === "number" ? [said] : said;
    for (let claim = 0; claim < claims.length; claim++) {
      const value = values[claim]!;
      sums[claim]! += value;
      squares[claim]! += value * value;
    }
  }
  return claims.map(({ id, estimator, process, measure, band }, claim) => {
    const rate = sums[claim]! / replications;
    const variance = squares[claim]! / replications - rate * rate;
    const standardError = Math.sqrt(variance / replications);
    return { id, estimator, process, measure, band, replications, rate, standardError };
  });
}

/** Whether the rate lies in the band, widened by so many Monte-Carlo standard errors. */
export function withinBand({ band, rate, replications }: StudyResult, standardErrors: number): boolean {
  if (band === null) return true;
  const slack = (edge: number) => standardErrors * Math.sqrt((edge * (1 - edge)) / replications);
  return rate >= band[0] - slack(band[0]) && rate <= band[1] + slack(band[1]);
}

export const covers = ([low, high]: readonly [number | null, number | null], truth: number): number =>
  (low === null || low <= truth) && (high === null || truth <= high) ? 1 : 0;
