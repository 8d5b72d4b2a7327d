import { shuffle } from "@attune/math/fit/folds";
import type { Rng } from "@attune/math/rng";
import type { Assumption, CheckStatus, EffectStudy, MethodEstimate, Refutation } from "@attune/model/effect-study";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { finishStudy } from "./finish-study.ts";
import { methodEstimate, withoutError } from "./method-estimate.ts";
import { type OutcomeWords, sizeInWords } from "./outcome-words.ts";
import { balancedPanel } from "./panel.ts";
import { short } from "./short-number.ts";
import { type BlockPanel, blockDid, type SyntheticFit, syntheticControl, syntheticDid } from "./synthetic-control.ts";
import { noInterference } from "./untestable.ts";

export interface SyntheticStudyOptions {
  unit: readonly string[];
  time: Float64Array;
  outcome: Float64Array;
  outcomeWords?: OutcomeWords | undefined;
  treatedUnits: readonly string[];
  treatedFrom: number;
  /** The same as it was said: a date, say. */
  treatedFromText?: string;
}

/** No more controls than this serve as placebos; beyond, a seeded sample does. */
const placeboLimit = 100;

/** A study by synthetic control and synthetic difference-in-differences. @see docs/methods/synthetic-control.md */
export function syntheticStudy(options: SyntheticStudyOptions, rng: Rng): EffectStudy | Undetermined {
  const built = blockOf(options);
  if (isUndetermined(built)) return built;
  const { block, names, periods, droppedUnits } = built;
  const control = syntheticControl(block);
  const did = syntheticDid(block);
  const placebos = placebosInSpace(block, rng);
  const ratios = placebos.map(({ fit }) => errorRatio(fit, block.firstTreated));
  const own = errorRatio(control, block.firstTreated);
  const rank = (1 + ratios.filter((ratio) => ratio >= own).length) / (1 + ratios.length);
  const deviation = (pick: (placebo: Placebo) => number) => spreadOf(placebos.map(pick));
  const enough = placebos.length >= 10;
  const scaled = Math.sqrt(block.treatedUnits);
  return finishStudy(
    {
      design: "synthetic-control",
      estimand: `average over ${options.treatedUnits.join(", ")} and the periods from ${options.treatedFromText ?? options.treatedFrom}`,
      n: block.controls.length + block.treatedUnits,
      estimates: [
        withRank(
          placeboEstimate("synthetic-control", control.effect, deviation(({ fit }) => fit.effect) / scaled, enough),
          rank,
        ),
        placeboEstimate("sdid", did.effect, deviation((placebo) => placebo.did) / scaled, enough),
        placeboEstimate("did", blockDid(block), deviation((placebo) => placebo.plain) / scaled, enough),
      ],
      primary: "sdid",
      outcomeWords: options.outcomeWords,
      assumptions: assumptionsOf(control, block, placebos.length),
      diagnostics: {
        kktGap: Math.max(control.kktGap, did.kktGap),
        preTreatmentRootMeanSquareError: control.preError,
        placeboRank: { pValue: rank, placebos: placebos.length, errorRatio: own },
        gaps: Array.from(periods, (period, t) => ({
          time: period,
          syntheticControl: control.gaps[t]!,
          sdid: did.gaps[t]!,
        })),
        weights: weightsOf(names, control, did),
        timeWeights: Array.from(did.timeWeights, (weight, t) => ({ time: periods[t]!, weight })).filter(
          ({ weight }) => weight > 1e-6,
        ),
        droppedUnits,
      },
    },
    {
      refutations: [dummyPeriod(block, placebos), leaveOneOut(block, did, names)].filter((of) => of !== null),
      sensitivity: {
        inWords: `What would make it wrong: ${short(100 * rank)} % of units that were not treated show a break at least as large against their fit; a shock of ${sizeInWords(did.effect, options.outcomeWords)} to the treated alone at that time would do it.`,
      },
      isRandomized: false,
    },
  );
}

interface Built {
  block: BlockPanel;
  /** Names of the controls. */
  names: string[];
  periods: Float64Array;
  droppedUnits: number;
}

function blockOf(options: SyntheticStudyOptions): Built | Undetermined {
  const panel = balancedPanel(options);
  if (isUndetermined(panel)) return panel;
  const width = panel.periods.length;
  const firstTreated = panel.periods.findIndex((period) => period >= options.treatedFrom);
  if (firstTreated < 2) {
    return undetermined("too-few-periods", "At least two periods before the treatment and one after it are needed.");
  }
  const series = (unit: number) => panel.outcome.slice(unit * width, (unit + 1) * width);
  const wanted = new Set(options.treatedUnits);
  const treated = [...panel.units.keys()].filter((i) => wanted.has(panel.units[i]!));
  const controls = [...panel.units.keys()].filter((i) => !wanted.has(panel.units[i]!));
  if (treated.length !== wanted.size) {
    const missing = [...wanted].filter((name) => !panel.units.includes(name));
    return undetermined(
      "unknown-unit",
      `${missing.join(", ")} has no outcome in every period, or does not stand in the data.`,
    );
  }
  if (controls.length < 2)
    return undetermined("too-few-controls", "At least two units that were not treated are needed.");
  const mean = new Float64Array(width);
  for (const unit of treated)
    for (let t = 0; t < width; t++) mean[t]! += panel.outcome[unit * width + t]! / treated.length;
  return {
    block: { treated: mean, controls: controls.map(series), firstTreated, treatedUnits: treated.length },
    names: controls.map((i) => panel.units[i]!),
    periods: panel.periods,
    droppedUnits: panel.droppedUnits,
  };
}

interface Placebo {
  fit: SyntheticFit;
  did: number;
  plain: number;
}

/** Each control in the treated one's place, against the other controls. */
function placebosInSpace(block: BlockPanel, rng: Rng): Placebo[] {
  const order = Array.from(block.controls.keys());
  if (order.length > placeboLimit) shuffle(order, rng.fork("placebos"));
  return order.slice(0, placeboLimit).map((unit) => {
    const panel: BlockPanel = {
      ...block,
      treated: block.controls[unit]!,
      controls: block.controls.filter((_, i) => i !== unit),
      treatedUnits: 1,
    };
    return { fit: syntheticControl(panel), did: syntheticDid(panel).effect, plain: blockDid(panel) };
  });
}

/** Error after treatment over error before [Abadie, Diamond and Hainmueller 2010, §3.5]. */
function errorRatio(fit: SyntheticFit, firstTreated: number): number {
  const after = fit.gaps.subarray(firstTreated);
  return (
    Math.sqrt(after.reduce((sum, gap) => sum + gap * gap, 0) / after.length) / Math.max(fit.preError, Number.MIN_VALUE)
  );
}

/** Standard deviation of placebo effects about their mean, with divisor n [Arkhangelsky et al. 2021, algorithm 4]. */
function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function placeboEstimate(method: string, effect: number, deviation: number, enough: boolean): MethodEstimate {
  if (enough) return methodEstimate(method, effect, deviation);
  return withoutError(
    method,
    effect,
    undetermined("too-few-placebos", "Fewer than ten controls cannot tell how far chance goes."),
  );
}

/** The permutation p stands where the normal one would: a fit this good before need not be normal after. */
function withRank(estimate: MethodEstimate, rank: number): MethodEstimate {
  return isUndetermined(estimate.pValue) ? estimate : { ...estimate, pValue: rank };
}

function assumptionsOf(fit: SyntheticFit, block: BlockPanel, placebos: number): Assumption[] {
  const before = block.treated.subarray(0, block.firstTreated);
  const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
  const spread = Math.sqrt(before.reduce((sum, value) => sum + (value - mean) ** 2, 0) / before.length);
  const share = fit.preError / (spread || 1);
  const status: CheckStatus = share < 0.35 ? "pass" : share < 0.75 ? "warn" : "fail";
  return [
    {
      id: "pre-treatment-fit",
      statement: "A mixture of controls follows the treated unit before the treatment.",
      evidence: `Root mean square error ${short(fit.preError)}, ${short(100 * share)} % of the treated unit's own variation before.`,
      status,
    },
    noInterference,
    ...(placebos >= 10
      ? []
      : [
          {
            id: "enough-controls",
            statement: "There are enough controls to see how far chance goes.",
            evidence: `${placebos} controls.`,
            status: "warn" as const,
          },
        ]),
  ];
}

/** The treatment pretended at two thirds of the time before it: how large against the same in the controls. */
function dummyPeriod(block: BlockPanel, placebos: readonly Placebo[]): Refutation | null {
  const start = Math.floor((2 * block.firstTreated) / 3);
  if (start < 2 || placebos.length < 10) return null;
  const early = (of: BlockPanel): BlockPanel => ({
    ...of,
    treated: of.treated.subarray(0, block.firstTreated),
    controls: of.controls.map((control) => control.subarray(0, block.firstTreated)),
    firstTreated: start,
  });
  const own = syntheticDid(early(block)).effect;
  const others = block.controls
    .slice(0, placeboLimit)
    .map(
      (control, unit) =>
        syntheticDid(
          early({ ...block, treated: control, controls: block.controls.filter((_, i) => i !== unit), treatedUnits: 1 }),
        ).effect,
    );
  const rank = (1 + others.filter((effect) => Math.abs(effect) >= Math.abs(own)).length) / (1 + others.length);
  return {
    id: "dummy-period",
    expected: "no effect of a treatment pretended at two thirds of the time before the real one",
    observed: `${short(own)}, as large as or larger than which are ${short(100 * rank)} % of the units`,
    status: rank <= 0.05 ? "fail" : "pass",
  };
}

/** The effect without each of the three heaviest controls. */
function leaveOneOut(block: BlockPanel, did: SyntheticFit, names: readonly string[]): Refutation | null {
  if (block.controls.length < 4) return null;
  const heaviest = Array.from(did.unitWeights.keys())
    .sort((a, b) => did.unitWeights[b]! - did.unitWeights[a]!)
    .slice(0, 3);
  const effects = heaviest.map(
    (unit) => syntheticDid({ ...block, controls: block.controls.filter((_, i) => i !== unit) }).effect,
  );
  const worst = effects.reduce((most, effect) => Math.max(most, Math.abs(effect - did.effect)), 0);
  return {
    id: "subset-stability",
    expected: "about the same effect without any one of the heaviest controls",
    observed: `between ${short(Math.min(...effects))} and ${short(Math.max(...effects))} without ${heaviest.map((i) => names[i]).join(", ")} in turn`,
    status: worst > 0.5 * Math.abs(did.effect) ? "warn" : "pass",
  };
}

function weightsOf(names: readonly string[], control: SyntheticFit, did: SyntheticFit) {
  return names
    .map((unit, i) => ({ unit, syntheticControl: control.unitWeights[i]!, sdid: did.unitWeights[i]! }))
    .filter((row) => row.syntheticControl > 1e-6 || row.sdid > 1e-6)
    .sort((a, b) => b.syntheticControl - a.syntheticControl);
}
