import type { Rng } from "@attune/math/rng";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { bootstrapIntervals, type Interval } from "../evaluate/bootstrap.ts";
import { type LoggedFeedback, probabilitiesOfTaken, type TargetPolicy } from "./logged-feedback.ts";
import { fitRewardModel, type RewardModel } from "./reward-model.ts";
import { diagnoseWeights, type WeightDiagnostics } from "./weight-diagnostics.ts";

export interface PolicyEstimate {
  /** Expected reward per round. */
  value: number;
  /** 95 %, percentile bootstrap over rounds. */
  interval: Interval;
}

export type EstimatorName = "ipw" | "snipw" | "dm" | "dr" | "sndr" | "switch-dr";

export interface OffPolicyReport {
  rounds: number;
  /** Mean reward in the log: the value of the policy that logged. */
  logged: PolicyEstimate;
  diagnostics: WeightDiagnostics;
  estimates: Record<EstimatorName, PolicyEstimate | Undetermined>;
}

export interface OffPolicyRequest {
  log: LoggedFeedback;
  target: TargetPolicy;
  /** Switch-DR uses the reward model alone where a weight exceeds τ; 0 is DM, Infinity DR. */
  switchThreshold: number;
  rng: Rng;
}

const resamples = 1_000;
const level = 0.95;

/**
 * What the target policy would have earned per round, from rounds that another policy chose. Definitions: Strehl et al. 2010 (IPW), Swaminathan &
 * Joachims 2015 (SNIPW), Dudík et al. 2014 (DM, DR), Wang et al. 2017 (Switch-DR). Look at them side by side, never at one, and at the
 * diagnostics first: where the mean weight cannot be 1, estimates that lean on weights are undetermined.
 */
export function estimatePolicy({ log, target, switchThreshold, rng }: OffPolicyRequest): OffPolicyReport {
  const rounds = log.action.length;
  const weights = probabilitiesOfTaken(log, target).map((probability, round) => probability / log.propensity[round]!);
  const diagnostics = diagnoseWeights(weights);
  const model = fitRewardModel(log);
  const modelled = expectedRewards(log, target, model);
  const residual = Float64Array.from(log.reward, (reward, round) => reward - model(round, log.action[round]!));

  const term = (value: (round: number) => number) => Float64Array.from({ length: rounds }, (_, round) => value(round));
  const weighted = term((round) => weights[round]! * log.reward[round]!);
  const corrected = term((round) => weights[round]! * residual[round]!);
  const switched = term((round) => (weights[round]! <= switchThreshold ? corrected[round]! : 0));

  const trouble = diagnostics.warnings.find(
    ({ code }) => code === "no-overlap" || (code === "mean-weight" && Math.abs(diagnostics.meanWeight - 1) > 0.5),
  );
  const onModel = (estimate: PolicyEstimate): PolicyEstimate | Undetermined =>
    target.kind === "whole" ? estimate : needsWholePolicy;
  const onWeights = (estimate: PolicyEstimate | Undetermined): PolicyEstimate | Undetermined =>
    trouble === undefined ? estimate : undetermined(trouble.code, trouble.reason);

  const one = new Float64Array(rounds).fill(1);
  const none = new Float64Array(rounds);
  const estimates = withIntervals(
    {
      logged: meanPlusRatio(none, log.reward, one),
      ipw: meanPlusRatio(none, weighted, one),
      snipw: meanPlusRatio(none, weighted, weights),
      dm: directMethod(log, target, modelled, residual),
      dr: meanPlusRatio(modelled, corrected, one),
      sndr: meanPlusRatio(modelled, corrected, weights),
      switched: meanPlusRatio(modelled, switched, one),
    },
    rng,
  );
  return {
    rounds,
    logged: estimates.logged,
    diagnostics,
    estimates: {
      ipw: onWeights(estimates.ipw),
      snipw: onWeights(estimates.snipw),
      dm: onModel(estimates.dm),
      dr: onWeights(onModel(estimates.dr)),
      sndr: onWeights(onModel(estimates.sndr)),
      "switch-dr": onWeights(onModel(estimates.switched)),
    },
  };
}

const needsWholePolicy = undetermined(
  "needs-whole-policy",
  "Only the probabilities of the actions taken are known; a reward model needs those of all actions.",
);

interface Linearized {
  value: number;
  /** Its mean over rounds is the value, and its spread the value's: the ratio is linearized, so that one bootstrap of means serves every estimator. */
  influence: Float64Array;
}

/** Mean of `base` plus Σ top / Σ bottom. */
function meanPlusRatio(base: Float64Array, top: Float64Array, bottom: Float64Array): Linearized {
  const rounds = base.length;
  const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
  const scale = sum(bottom);
  const ratio = scale === 0 ? 0 : sum(top) / scale;
  const influence = base.map(
    (b, i) => b + ratio + (scale === 0 ? 0 : (rounds * (top[i]! - ratio * bottom[i]!)) / scale),
  );
  return { value: sum(base) / rounds + ratio, influence };
}

/**
 * The model's rates are means of the log themselves: their error is that of weighting by the shares that the actions really had in the log, and the
 * interval counts it.
 */
function directMethod(
  log: LoggedFeedback,
  target: TargetPolicy,
  modelled: Float64Array,
  residual: Float64Array,
): Linearized {
  const { action, position, actionCount, positionCount } = log;
  const taken = new Float64Array(actionCount * positionCount);
  const places = new Float64Array(positionCount);
  for (let round = 0; round < action.length; round++) {
    taken[position[round]! * actionCount + action[round]!]! += 1;
    places[position[round]!]! += 1;
  }
  const shareOf = (round: number) =>
    taken[position[round]! * actionCount + action[round]!]! / places[position[round]!]!;
  const error = probabilitiesOfTaken(log, target).map(
    (probability, round) => (probability / shareOf(round)) * residual[round]!,
  );
  const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanError = meanOf(error);
  return { value: meanOf(modelled), influence: modelled.map((value, round) => value + error[round]! - meanError) };
}

function withIntervals<Name extends string>(parts: Record<Name, Linearized>, rng: Rng): Record<Name, PolicyEstimate> {
  const names = Object.keys(parts) as Name[];
  const sums = names.map((name) => parts[name].influence);
  const caseCounts = new Float64Array(sums[0]!.length).fill(1);
  const intervals = bootstrapIntervals({ sums, caseCounts }, level, resamples, rng);
  const entries = names.map((name, i) => [name, { value: parts[name].value, interval: intervals[i]! }]);
  return Object.fromEntries(entries) as Record<Name, PolicyEstimate>;
}

function expectedRewards(log: LoggedFeedback, target: TargetPolicy, model: RewardModel): Float64Array {
  return Float64Array.from(log.action, (_, round) => {
    if (target.kind !== "whole") return 0;
    let expected = 0;
    for (let action = 0; action < log.actionCount; action++)
      expected += target.probability(round, action) * model(round, action);
    return expected;
  });
}
