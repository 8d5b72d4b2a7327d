import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { covers, type Study } from "../../calibration/study.ts";
import { preTrendTest, simpleAggregate } from "../aggregate-group-time.ts";
import { discontinuityStudy } from "../discontinuity-study.ts";
import { type GroupTimeOptions, groupTimeEffects, influenceError } from "../group-time-effects.ts";
import { type InterruptedSeries, interruptedSeries, openLevelPrior } from "../interrupted-series.ts";
import { twoStageLeastSquares } from "../two-stage-least-squares.ts";

const normal975 = 1.959963984540054;

export interface PanelShape {
  units: number;
  /** What the treated drift apart by in each period, before and after. */
  drift?: number;
  /** What happens to the treated in the period before their start. */
  anticipation?: number;
}

/** Six periods, groups 3 and 5 and never, effect 1. */
export function drawPanel(rng: Rng, { units, drift = 0, anticipation = 0 }: PanelShape): GroupTimeOptions {
  const periods = Float64Array.from({ length: 6 }, (_, t) => t + 1);
  const groupOf = Float64Array.from({ length: units }, () => [3, 5, Number.POSITIVE_INFINITY][rng.integer(3)]!);
  const outcome = new Float64Array(6 * units);
  groupOf.forEach((group, unit) => {
    const level = rng.normal();
    for (let t = 0; t < 6; t++) {
      const time = periods[t]!;
      const early = time === group - 1 ? anticipation : 0;
      const trend = Number.isFinite(group) ? drift * t : 0;
      outcome[6 * unit + t] = level + 0.3 * t + trend + early + (time >= group ? 1 : 0) + rng.normal();
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
    once: (rng) => (preTrendTest(groupTimeEffects(drawPanel(rng, shape)))!.pValue < 0.05 ? 1 : 0),
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

function instrument(
  id: string,
  estimator: string,
  process: string,
  strength: number,
  band: Study["band"],
  replications: number,
): Study {
  return {
    id: `observational/iv/${id}`,
    estimator,
    process,
    measure: "coverage",
    band,
    replications,
    once(rng) {
      const { twoStage, andersonRubin: set } = drawInstrument(rng, strength);
      if (estimator === "2sls") {
        const half = normal975 * twoStage.standardError;
        return covers([twoStage.estimate - half, twoStage.estimate + half], 1);
      }
      if (set.kind === "interval") return covers([set.low, set.high], 1);
      if (set.kind === "rays") return 1 <= set.below || 1 >= set.above ? 1 : 0;
      return set.kind === "everything" ? 1 : 0;
    },
  };
}

/** One series whose level steps by `drift` times its noise; nothing is done to it. */
function series(
  id: string,
  estimator: string,
  process: string,
  drift: number,
  more: Pick<InterruptedSeries, "levelPrior">,
  band: Study["band"],
): Study {
  return {
    id: `observational/interrupted/${id}`,
    estimator,
    process,
    measure: "coverage",
    band,
    replications: 500,
    once(rng) {
      let level = 10;
      const outcome = Float64Array.from({ length: 72 }, () => {
        level += drift * rng.normal();
        return level + rng.normal();
      });
      const found = interruptedSeries({ outcome, regressors: [], start: 60, ...more });
      return isUndetermined(found) ? 0 : covers(found.average.interval, 0);
    },
  };
}

/** Differences over time, instruments, cutoffs and single series: where they hold, and how they fail. */
export const panelStudies: readonly Study[] = [
  panelCoverage("parallel", "parallel trends, 200 units × 6 periods", { units: 200 }, [0.94, 0.96]),
  panelCoverage("drift", "trends drift apart by 0.3 a period: it fails", { units: 200, drift: 0.3 }, null),
  preTrend("quiet", "parallel trends, 500 units × 6 periods", { units: 500 }, "false positives", [0.045, 0.055]),
  preTrend("small", "parallel trends, 200 units × 6 periods: too eager", { units: 200 }, "false positives", null),
  preTrend("drift", "trends drift apart by 0.5 a period, 500 units", { units: 500, drift: 0.5 }, "power", [0.95, 1]),
  instrument("strong-2sls", "2sls", "strong instrument (F about 100), n = 300", 0.55, [0.94, 0.96], 4_000),
  instrument("strong-ar", "Anderson–Rubin set", "strong instrument (F about 100), n = 300", 0.55, [0.94, 0.96], 4_000),
  instrument("weak-2sls", "2sls", "weak instrument (F about 2), n = 300: it fails", 0.08, null, 4_000),
  instrument("weak-ar", "Anderson–Rubin set", "weak instrument (F about 2), n = 300", 0.08, [0.945, 0.955], 20_000),
  series("steady", "local-level", "a steady level with noise, 60 periods before and 12 after", 0.01, {}, [0.93, 0.98]),
  series(
    "drifting",
    "local-level",
    "a level that drifts by 0.2 noise a period: its prior believes it steady, and it fails",
    0.2,
    {},
    null,
  ),
  series(
    "drifting-open",
    "local-level-drifting",
    "a level that drifts by 0.2 noise a period",
    0.2,
    { levelPrior: openLevelPrior },
    [0.9, 0.98],
  ),
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
  ...(["robust", "local-linear"] as const).map(
    (method): Study => ({
      id: `observational/discontinuity/${method}`,
      estimator: method,
      process: "Lee's design, jump 0.04, n = 500",
      measure: "coverage",
      band: method === "robust" ? [0.94, 0.97] : null,
      replications: 2_000,
      once(rng) {
        const found = discontinuityStudy({ ...drawLee(rng, 500), cutoff: 0, negativeControls: [] });
        if (isUndetermined(found)) return 0;
        const { interval } = found.estimates.find((estimate) => estimate.method === method)!;
        return isUndetermined(interval) ? 0 : covers(interval, 0.04);
      },
    }),
  ),
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
