import type { ProportionStatistics } from "./sufficient-statistics.ts";

/** The new units of one look: what came in since the look before. */
export interface Block {
  treated: ProportionStatistics;
  control: ProportionStatistics;
}

/** Evidence against "no difference" that may be read after every block. */
export interface AnytimeEvidence {
  /** log of the e-process after each block. */
  logEvidence: number[];
  /** 1/(largest evidence so far): valid however one looks and stops, for any sample size. */
  pValue: number;
}

/** Pseudo-counts of the prediction for the next block. @see Turner, Ly, Grünwald (2024), section on the beta prior (0.18) */
const PRIOR = 0.18;

/**
 * The safe test of two proportions: it bets on each block with the shares learnt from the blocks before, and the product of the bets is an
 * e-process. Exact at every sample size: no burn-in, no approximation. Values in [0, 1] that are not 0 or 1 may be summed as well, for the
 * bet is largest at the ends.
 * @see Turner, Ly, Grünwald (2024), Generic E-variables for exact sequential k-sample tests that allow for optional stopping, JSPI 230
 */
export function safeProportionTest(blocks: readonly Block[]): AnytimeEvidence {
  let seenT = { n: 0, successes: 0 };
  let seenC = { n: 0, successes: 0 };
  let logEvidence = 0;
  let largest = 0;
  const path = blocks.map(({ treated, control }) => {
    const pt = (seenT.successes + PRIOR) / (seenT.n + 2 * PRIOR);
    const pc = (seenC.successes + PRIOR) / (seenC.n + 2 * PRIOR);
    // The share under no difference to which these two shares are closest: their mean, weighted by the block.
    const p0 = (treated.n * pt + control.n * pc) / (treated.n + control.n);
    logEvidence += logBet(treated, pt, p0) + logBet(control, pc, p0);
    seenT = { n: seenT.n + treated.n, successes: seenT.successes + treated.successes };
    seenC = { n: seenC.n + control.n, successes: seenC.successes + control.successes };
    largest = Math.max(largest, logEvidence);
    return logEvidence;
  });
  return { logEvidence: path, pValue: Math.exp(-largest) };
}

function logBet({ n, successes }: ProportionStatistics, p: number, p0: number): number {
  return successes * Math.log(p / p0) + (n - successes) * Math.log((1 - p) / (1 - p0));
}
