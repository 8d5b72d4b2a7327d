import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { type ArmSums, pairOf } from "../experiment/metric-input.ts";
import type { PairEstimate } from "../experiment/pair-estimate.ts";
import { type StratumArms, stratifiedPair } from "../experiment/stratified-arms.ts";
import { welch } from "../experiment/welch.ts";
import { type Claim, covers, type SharedStudy } from "./study.ts";

/** Sums of a ratio, filled unit by unit. */
interface RatioSums {
  n: number;
  numeratorSum: number;
  numeratorSumSquares: number;
  denominatorSum: number;
  denominatorSumSquares: number;
  crossSum: number;
}

const empty = (): RatioSums => ({
  n: 0,
  numeratorSum: 0,
  numeratorSumSquares: 0,
  denominatorSum: 0,
  denominatorSumSquares: 0,
  crossSum: 0,
});

function add(sums: RatioSums, numerator: number, denominator: number): void {
  sums.n += 1;
  sums.numeratorSum += numerator;
  sums.numeratorSumSquares += numerator * numerator;
  sums.denominatorSum += denominator;
  sums.denominatorSumSquares += denominator * denominator;
  sums.crossSum += numerator * denominator;
}

const arm = (statistics: RatioSums): ArmSums => ({ kind: "ratio", statistics });

const hits = (pair: PairEstimate | null, truth: number) => (pair === null ? 0 : covers(welch(pair).interval, truth));

const claim = (id: string, estimator: string, process: string, band: Claim["band"]): Claim => ({
  id,
  estimator,
  process,
  measure: "coverage",
  band,
});

const byDesign = "a ratio; three strata with 30, 50 and 70 % treated, n = 600";

/** A stratified design: where the shares of the variants differ between strata, the plain ratios mix the effect with the strata. */
const stratifiedRatio: SharedStudy = {
  id: "strata/ratio",
  replications: 20_000,
  claims: [
    claim("strata/ratio/weighted", "post-stratification", byDesign, [0.945, 0.955]),
    claim("strata/ratio/plain", "the plain ratios: they fail", byDesign, null),
  ],
  once(rng) {
    const strata = [0, 1, 2].map(() => ({ treated: empty(), control: empty() }));
    const all = { treated: empty(), control: empty() };
    for (let unit = 0; unit < 600; unit++) {
      const s = rng.integer(3);
      const treated = rng.uniform() < 0.3 + 0.2 * s;
      const orders = 1 + rng.integer(1 + 2 * (s + 1));
      const revenue = orders * (20 + 10 * s + (treated ? 1 : 0)) + 10 * rng.normal();
      const side = treated ? "treated" : "control";
      add(strata[s]![side], revenue, orders);
      add(all[side], revenue, orders);
    }
    const within = strata.map(
      ({ treated, control }): StratumArms => ({ treated: arm(treated), control: arm(control) }),
    );
    const plain = pairOf(arm(all.treated), arm(all.control));
    if (isUndetermined(plain)) return [0, 0];
    const weighted = stratifiedPair(within, plain);
    const pair = weighted === null || isUndetermined(weighted) ? null : weighted.pair;
    return [hits(pair, 1), hits(plain, 1)];
  },
};

const shops = "a share; 20 shops a variant, 5 to 24 people each who resemble each other";

/** What `--cluster` computes: a share as the ratio of the shops' buyers to their people. */
const clusteredShare: SharedStudy = {
  id: "clusters/share",
  replications: 20_000,
  claims: [
    claim("clusters/share/robust", "clusters", shops, [0.94, 0.96]),
    claim("clusters/share/forgotten", "people as if they were drawn one by one: it fails", shops, null),
  ],
  once(rng) {
    const variants = [0, 1].map(() => {
      const overShops = empty();
      const overPeople = empty();
      for (let shop = 0; shop < 20; shop++) {
        const size = 5 + rng.integer(20);
        const share = shareOfShop(rng);
        let buyers = 0;
        for (let person = 0; person < size; person++) {
          const buys = rng.uniform() < share ? 1 : 0;
          buyers += buys;
          add(overPeople, buys, 1);
        }
        add(overShops, buyers, size);
      }
      return { overShops, overPeople };
    });
    const [control, treated] = [variants[0]!, variants[1]!];
    const pairs = [
      pairOf(arm(treated.overShops), arm(control.overShops)),
      pairOf(arm(treated.overPeople), arm(control.overPeople)),
    ];
    return pairs.map((pair) => hits(isUndetermined(pair) ? null : pair, 0));
  },
};

/** A shop's own share: 30 % on average, with a spread of 15 points. */
function shareOfShop(rng: Rng): number {
  return Math.min(0.95, Math.max(0.02, 0.3 + 0.15 * rng.normal()));
}

/** Designs that are asked for on the command line: strata and clusters. */
export const samplingStudies: readonly SharedStudy[] = [stratifiedRatio, clusteredShare];
