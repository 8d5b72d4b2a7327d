import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { type Claim, covers, type SharedStudy, type Study } from "../../calibration/study.ts";
import { preTrendTest, simpleAggregate } from "../aggregate-group-time.ts";
import { discontinuityStudy } from "../discontinuity-study.ts";
import { type GroupTimeOptions, groupTimeEffects, influenceError } from "../group-time-effects.ts";
import { interruptedSeries, openLevelPrior } from "../interrupted-series.ts";
import { twoStageLeastSquares } from "../two-stage-least-squares.ts";

const normal975 = 1.959963984540054;
const nominal = [0.94, 0.96] as const;

export interface PanelShape {
  units: number;
  /** What the treated drift apart by in each period, before and after. */
  drift?: number;
  /** What happens to the treated in the period before their start. */
  anticipation?: number;
  /** What the effect gains with each period since the start. */
  growth?: number;
}

/** Six periods, groups 3 and 5 and never, effect 1. */
export function drawPanel(rng: Rng, { units, drift = 0, anticipation = 0, growth = 0 }: PanelShape): GroupTimeOptions {
  const periods = Float64Array.from({ length: 6 }, (_, t) => t + 1);
  const groupOf = Float64Array.from({ length: units }, () => [3, 5, Number.POSITIVE_INFINITY][rng.integer(3)]!);
  const outcome = new Float64Array(6 * units);
  groupOf.forEach((group, unit) => {
    const level = rng.normal();
    for (let t = 0; t < 6; t++) {
      const time = periods[t]!;
      const early = time === group - 1 ? anticipation : 0;
      const trend = Number.isFinite(group) ? drift * t : 0;
      const effect = time >= group ? 1 + growth * (time - group) : 0;
      outcome[6 * unit + t] = level + 0.3 * t + trend + early + effect + rng.normal();
    }
  });
  return {
    panel: {
      units: Array.from(groupOf, (_, i) => String(i)),
      periods,
      outcome,
      rowOf: new Int32Array(6 * units),
      droppedUnits: 0,
    },
    groupOf,
    control: "never",
  };
}

function panelCoverage(id: string, process: string, shape: PanelShape, band: Study["band"]): Study {
  return {
    id: `observational/did/${id}`,
    estimator: "simple (Callaway–Sant'Anna)",
    process,
    measure: "coverage",
    band,
    replications: 2_000,
    once(rng) {
      const { effect, influence } = simpleAggregate(groupTimeEffects(drawPanel(rng, shape)));
      const half = normal975 * influenceError(influence);
      return covers([effect - half, effect + half], 1);
    },
  };
}

function preTrend(
  id: string,
  process: string,
  shape: PanelShape,
  measure: "false positives" | "power",
  band: Study["band"],
): Study {
  return {
    id: `observational/pre-trend/${id}`,
    estimator: "pre-trend test",
    process,
    measure,
    band,
    replications: measure === "power" ? 1_000 : 10_000,
    once: (rng) => (preTrendTest(groupTimeEffects(drawPanel(rng, shape)))!.smallSample.pValue < 0.05 ? 1 : 0),
  };
}

/** One instrument, strong confounding, effect 1; the first stage's F is about n·strength²/0.97. */
function drawInstrument(rng: Rng, strength: number) {
  const n = 300;
  const draw = () => Float64Array.from({ length: n }, () => rng.normal());
  const [z, u] = [draw(), draw()];
  const treatment = z.map((value, i) => strength * value + 0.9 * u[i]! + 0.4 * rng.normal());
  const outcome = treatment.map((value, i) => value + u[i]!);
  return twoStageLeastSquares({ outcome, treatment, instruments: [z], controls: [] });
}

function instrument(id: string, data: string, strength: number, replications: number, weak: boolean): SharedStudy {
  return {
    id: `observational/iv/${id}`,
    replications,
    claims: [
      {
        id: `observational/iv/${id}/2sls`,
        estimator: "2sls",
        process: weak ? `${data}: it fails` : data,
        measure: "coverage",
        band: weak ? null : nominal,
      },
      {
        id: `observational/iv/${id}/ar`,
        estimator: "Anderson–Rubin set",
        process: data,
        measure: "coverage",
        band: [0.945, 0.955],
      },
    ],
    once(rng) {
      const { twoStage, andersonRubin: set } = drawInstrument(rng, strength);
      const half = normal975 * twoStage.standardError;
      return [covers([twoStage.estimate - half, twoStage.estimate + half], 1), isInSet(set, 1) ? 1 : 0];
    },
  };
}

function isInSet(set: ReturnType<typeof drawInstrument>["andersonRubin"], truth: number): boolean {
  if (set.kind === "interval") return set.low <= truth && truth <= set.high;
  return set.kind === "rays" ? truth <= set.below || truth >= set.above : set.kind === "everything";
}

/** One series whose level steps by `drift` times its noise; nothing is done to it. Both priors of the level read it. */
function series(id: string, drift: number, claims: readonly Omit<Claim, "id" | "measure">[]): SharedStudy {
  return {
    id: `observational/interrupted/${id}`,
    replications: 500,
    claims: claims.map((of) => ({
      ...of,
      id: `observational/interrupted/${id}/${of.estimator}`,
      measure: "coverage" as const,
    })),
    once(rng) {
      let level = 10;
      const outcome = Float64Array.from({ length: 72 }, () => {
        level += drift * rng.normal();
        return level + rng.normal();
      });
      return claims.map(({ estimator }) => {
        const prior = estimator === "local-level" ? {} : { levelPrior: openLevelPrior };
        const found = interruptedSeries({ outcome, regressors: [], start: 60, ...prior });
        return isUndetermined(found) ? 0 : covers(found.average.interval, 0);
      });
    },
  };
}

/** Both methods read the same rows about a cutoff. */
const cutoff: SharedStudy = {
  id: "observational/discontinuity",
  replications: 2_000,
  claims: (["robust", "local-linear"] as const).map((method) => ({
    id: `observational/discontinuity/${method}`,
    estimator: method,
    process: "Lee's design, jump 0.04, n = 500",
    measure: "coverage",
    band: method === "robust" ? [0.94, 0.97] : null,
  })),
  once(rng) {
    const found = discontinuityStudy({ ...drawLee(rng, 500), cutoff: 0, negativeControls: [] });
    return ["robust", "local-linear"].map((method) => {
      const interval = isUndetermined(found) ? found : found.estimates.find((of) => of.method === method)!.interval;
      return isUndetermined(interval) ? 0 : covers(interval, 0.04);
    });
  },
};

/** Differences over time, instruments, cutoffs and single series: where they hold, and how they fail. */
export const panelStudies: readonly (Study | SharedStudy)[] = [
  panelCoverage("parallel", "parallel trends, 200 units × 6 periods", { units: 200 }, [0.94, 0.96]),
  panelCoverage("drift", "trends drift apart by 0.3 a period: it fails", { units: 200, drift: 0.3 }, null),
  preTrend("quiet", "parallel trends, 500 units × 6 periods", { units: 500 }, "false positives", [0.045, 0.055]),
  preTrend("small", "parallel trends, 200 units × 6 periods", { units: 200 }, "false positives", [0.045, 0.055]),
  preTrend("drift", "trends drift apart by 0.5 a period, 500 units", { units: 500, drift: 0.5 }, "power", [0.95, 1]),
  instrument("strong", "strong instrument (F about 100), n = 300", 0.55, 10_000, false),
  instrument("weak", "weak instrument (F about 2), n = 300", 0.08, 20_000, true),
  series("steady", 0.01, [
    {
      estimator: "local-level",
      process: "a steady level with noise, 60 periods before and 12 after",
      band: [0.93, 0.98],
    },
  ]),
  series("drifting", 0.2, [
    {
      estimator: "local-level",
      process: "a level that drifts by 0.2 noise a period: its prior believes it steady, and it fails",
      band: null,
    },
    {
      estimator: "local-level-drifting",
      process: "a level that drifts by 0.2 noise a period",
      band: [0.9, 0.98],
    },
  ]),
  {
    id: "observational/interrupted/trend",
    estimator: "local-level",
    process: "a steady trend of 0.2 a period that the model does not know: it fails",
    measure: "coverage",
    band: null,
    replications: 300,
    once(rng) {
      const outcome = Float64Array.from({ length: 72 }, (_, t) => 0.2 * t + 0.5 * rng.normal());
      const found = interruptedSeries({ outcome, regressors: [], start: 60 });
      return isUndetermined(found) ? 0 : covers(found.average.interval, 0);
    },
  },
  cutoff,
];

/** The running variable is 2·Beta(2, 4) − 1; a polynomial of degree five on each side. @see Imbens and Kalyanaraman (2012), §5 */
function drawLee(rng: Rng, n: number): { running: Float64Array; outcome: Float64Array } {
  const running = Float64Array.from({ length: n }, () => {
    // The second smallest of five uniforms is Beta(2, 4).
    const draws = Array.from({ length: 5 }, () => rng.uniform()).sort((a, b) => a - b);
    return 2 * draws[1]! - 1;
  });
  const outcome = running.map((x) => {
    const mean =
      x < 0
        ? 0.48 + 1.27 * x + 7.18 * x ** 2 + 20.21 * x ** 3 + 21.54 * x ** 4 + 7.33 * x ** 5
        : 0.52 + 0.84 * x - 3.0 * x ** 2 + 7.99 * x ** 3 - 9.01 * x ** 4 + 3.56 * x ** 5;
    return mean + 0.1295 * rng.normal();
  });
  return { running, outcome };
}
