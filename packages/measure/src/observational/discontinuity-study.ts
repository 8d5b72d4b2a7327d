import type { EffectStudy, Refutation } from "@attune/model/effect-study";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { allZeroTest, judge, type RefuterTest } from "../refute/judge.ts";
import { densityJump } from "./density-jump.ts";
import { finishStudy } from "./finish-study.ts";
import { localJump, optimalBandwidth, type RunningData } from "./local-polynomial.ts";
import { methodEstimate, type NamedColumn } from "./method-estimate.ts";
import { type OutcomeWords, sizeInWords } from "./outcome-words.ts";
import { short } from "./short-number.ts";

export interface DiscontinuityOptions {
  outcome: Float64Array;
  outcomeWords?: OutcomeWords | undefined;
  running: Float64Array;
  /** From here on the treatment applies. */
  cutoff: number;
  /** Rows this near count; chosen by mean squared error unless given. */
  bandwidth?: number;
  negativeControls: readonly NamedColumn[];
}

/**
 * A study of a rule with a cutoff: those just above got it, those just below did not. `local-linear` is the jump between two lines; `robust` is
 * the same with the lines' bias taken out (the jump between two parabolas at the same bandwidth), and its interval is the one to read.
 * @see Calonico, Cattaneo and Titiunik (2014), Econometrica 82, 2295–2326, remark 7; docs/methods/discontinuity.md
 */
export function discontinuityStudy(options: DiscontinuityOptions): EffectStudy | Undetermined {
  const columns = [options.outcome, options.running];
  const rows = [...options.outcome.keys()].filter((i) => columns.every((values) => Number.isFinite(values[i])));
  const take = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
  const data: RunningData = {
    outcome: take(options.outcome),
    distance: take(options.running).map((value) => value - options.cutoff),
  };
  const above = data.distance.filter((value) => value >= 0).length;
  if (above < 10 || rows.length - above < 10)
    return undetermined(
      "too-few-people",
      `There are ${rows.length - above} rows below the cutoff and ${above} from it on; 10 of each are the least.`,
    );
  if (data.outcome.every((value) => value === data.outcome[0]))
    return undetermined("zero-variance", "The outcome is the same for everybody.");
  const bandwidth = options.bandwidth ?? coverageBandwidth(data);
  const line = bandwidth === null ? null : localJump(data, bandwidth, 1);
  const parabola = bandwidth === null ? null : localJump(data, bandwidth, 2);
  if (bandwidth === null || line === null || parabola === null)
    return undetermined("too-few-near", "Too few rows, or too few different values, lie near the cutoff.");
  const density = densityJump(data.distance, Math.max(bandwidth, deviationOf(data.distance) / 2));
  const half = 1.959963984540054 * parabola.standardError;
  const nearest = Math.max(0, Math.abs(parabola.jump) - half);
  return finishStudy(
    {
      design: "discontinuity",
      estimand: `average at the cutoff ${options.cutoff}`,
      n: line.rows.below + line.rows.above,
      estimates: [
        methodEstimate("local-linear", line.jump, line.standardError),
        methodEstimate("robust", parabola.jump, parabola.standardError),
      ],
      primary: "robust",
      outcomeWords: options.outcomeWords,
      assumptions: [
        {
          id: "continuity",
          statement: "Without the rule the outcome would run on smoothly through the cutoff.",
          evidence: "No data can show it; look for other rules with the same cutoff.",
          status: "warn",
        },
        {
          id: "no-manipulation",
          statement: "Nobody could choose their side of the cutoff.",
          evidence:
            density === null
              ? "Too few values lie near the cutoff to compare their density on both sides."
              : `log density jumps by ${short(density.logJump)} (standard error ${short(density.standardError)}, p = ${short(density.pValue)}).`,
          status: density === null ? "warn" : density.pValue < 0.01 ? "fail" : density.pValue < 0.05 ? "warn" : "pass",
        },
      ],
      diagnostics: {
        bandwidth,
        bandwidthChosen:
          options.bandwidth === undefined
            ? "least coverage error (Imbens and Kalyanaraman, narrowed by n^(−1/20))"
            : "given",
        rowsNear: { ...line.rows },
        rows: rows.length,
        missingRows: options.outcome.length - rows.length,
        densityTest: density === null ? null : { ...density },
        atOtherBandwidths: [0.5, 0.75, 1.5, 2].map((factor) => {
          const found = localJump(data, factor * bandwidth, 1);
          return {
            bandwidth: factor * bandwidth,
            estimate: found?.jump ?? null,
            standardError: found?.standardError ?? null,
          };
        }),
      },
    },
    {
      refutations: refute(
        data,
        bandwidth,
        options.negativeControls.map(({ name, values }) => ({ name, values: take(values) })),
      ),
      sensitivity: {
        jumpToZero: parabola.jump,
        jumpToInsignificance: nearest,
        inWords: `What would make it wrong: anything else that begins at the same cutoff and moves the outcome by ${sizeInWords(parabola.jump, options.outcomeWords)} (${sizeInWords(nearest, options.outcomeWords)} to make it insignificant).`,
      },
      isRandomized: false,
    },
  );
}

/** What is best for an interval is narrower than what is best for a point [Calonico, Cattaneo and Farrell 2018, §4]. */
function coverageBandwidth(data: RunningData): number | null {
  const best = optimalBandwidth(data);
  return best === null ? null : best * data.distance.length ** -0.05;
}

/** Cutoffs pretended at the middle of each side, rows nearest to the cutoff left out, outcomes that cannot jump. */
function refute(data: RunningData, bandwidth: number, controls: readonly NamedColumn[]): Refutation[] {
  const tests: RefuterTest[] = [];
  const zOf = (of: RunningData, width: number) => {
    const found = localJump(of, width, 2);
    return found === null ? Number.NaN : found.jump / found.standardError;
  };
  const placebos = ([-1, 1] as const)
    .map((side) => {
      const rows = [...data.distance.keys()].filter((i) =>
        side === 1 ? data.distance[i]! >= 0 : data.distance[i]! < 0,
      );
      const sorted = Float64Array.from(rows, (i) => data.distance[i]!).sort();
      const middle = sorted[sorted.length >> 1]!;
      const own = {
        distance: Float64Array.from(rows, (i) => data.distance[i]! - middle),
        outcome: Float64Array.from(rows, (i) => data.outcome[i]!),
      };
      return zOf(own, Math.min(bandwidth, Math.abs(middle)));
    })
    .filter(Number.isFinite);
  if (placebos.length > 0)
    tests.push(allZeroTest("placebo-treatment", "no jump at cutoffs pretended in the middle of each side", placebos));
  for (const { name, values } of controls) {
    const known = [...values.keys()].filter((i) => Number.isFinite(values[i]));
    const of = {
      distance: Float64Array.from(known, (i) => data.distance[i]!),
      outcome: Float64Array.from(known, (i) => values[i]!),
    };
    const z = zOf(of, bandwidth);
    if (Number.isFinite(z))
      tests.push(allZeroTest(`negative-control:${name}`, `no jump of ${name}, which the rule cannot have moved`, [z]));
  }
  return [...judge(tests), ...donut(data, bandwidth)];
}

function donut(data: RunningData, bandwidth: number): Refutation[] {
  const rows = [...data.distance.keys()].filter((i) => Math.abs(data.distance[i]!) >= 0.05 * bandwidth);
  const whole = localJump(data, bandwidth, 1);
  const rest = localJump(
    {
      distance: Float64Array.from(rows, (i) => data.distance[i]!),
      outcome: Float64Array.from(rows, (i) => data.outcome[i]!),
    },
    bandwidth,
    1,
  );
  if (whole === null || rest === null) return [];
  const moved = Math.abs(rest.jump - whole.jump) / whole.standardError;
  return [
    {
      id: "subset-stability",
      expected: "the same jump without the rows nearest to the cutoff, which are the easiest to push over",
      observed: `it moved by ${short(moved)} standard errors`,
      status: moved <= 1.5 ? "pass" : "warn",
    },
  ];
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
