import type { Rng } from "@attune/math/rng";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import type { Interactions } from "../recommend/interactions.ts";
import type { Configuration, Model, ParameterValue } from "../recommend/model.ts";
import { bootstrapIntervals, clusterCases, type Interval } from "./bootstrap.ts";
import { comparePaired, type PairedComparison } from "./compare-paired.ts";
import { evaluateRecommender, type RankingEvaluation } from "./evaluate-recommender.ts";
import type { Split } from "./split.ts";

export interface EvaluatedModel {
  name: string;
  summary: string;
  parameters: Readonly<Record<string, ParameterValue>>;
  trainSeconds: number;
  /** Scoring and judging every case. */
  scoreSeconds: number;
  metrics: Record<string, number>;
  /** 95 % intervals by name, over profiles; undetermined where a single profile was asked: nothing varies then. */
  intervals: Record<string, Interval | Undetermined>;
}

export interface ModelsReport {
  models: (EvaluatedModel | ({ name: string } & Undetermined))[];
  /** The name of the model to use. */
  recommended: string | Undetermined;
  recommendedReason: string;
  /** Every other model against the recommended one, on `judgedBy`. */
  comparisons: ({ model: string } & PairedComparison)[];
  judgedBy: string;
  /** Cases all of whose targets are masked as seen. */
  unreachableCases: number;
}

export interface EvaluationRequest {
  split: Split;
  models: readonly Model[];
  cutOffs: readonly number[];
  excludeSeen: boolean;
  /** Where settings are chosen; never the split that is reported. Null: the defaults are used. */
  tuneOn: Split | null;
  rng: Rng;
  /** Seconds. */
  clock: () => number;
  onProgress: (done: number, total: number) => void;
}

/** What comparisons need of an evaluation; the rest of it can be forgotten before the next model is trained. */
interface KeptCases {
  values: Float64Array;
  profiles: Uint32Array;
  unreachable: number;
}

const level = 0.95;
/** Whole people are drawn, and intervals over fewer of them are too narrow to call a model better by [Cameron, Gelbach & Miller 2008]. */
const fewestProfiles = 30;
/** Of equal models those cover as much whose coverage is no more than this below the broadest's. */
const coverageMargin = 0.1;

/** Fewer draws where there are many profiles: intervals are narrow there, and draws cost as many steps as there are profiles. */
const drawnProfiles = 40_000_000;
const resamplesOf = (cases: number) => Math.max(100, Math.min(400, Math.floor(drawnProfiles / Math.max(1, cases))));

/**
 * Trains and judges every model on one split. Equal to the best are the models that it does not beat beyond doubt: the 95 % interval of their
 * paired difference in NDCG at the first cut-off reaches zero. Recommended is the simplest (first listed) of those that show as much of the
 * catalogue as the broadest of them. Where fewer than 30 people were asked, none is.
 */
export function evaluateModels(request: EvaluationRequest): ModelsReport {
  const { split, models, cutOffs, tuneOn, rng, onProgress } = request;
  const judgedBy = `ndcg@${cutOffs[0]}`;
  const total = models.reduce((sum, model) => sum + 1 + (tuneOn === null ? 0 : model.configurations.length), 0);
  let done = 0;
  const step = () => onProgress(++done, total);
  const kept = new Map<string, KeptCases>();

  const reports = models.map((model): ModelsReport["models"][number] => {
    const obstacle = split.cases.length === 0 ? noCases : model.obstacle(split.train);
    if (obstacle !== null) {
      done += tuneOn === null ? 0 : model.configurations.length;
      step();
      return { name: model.name, ...obstacle };
    }
    const configuration =
      tuneOn === null ? model.configurations[0]! : bestConfiguration(model, tuneOn, request, judgedBy, step);
    const report = evaluateOne(model, configuration, request, (evaluation) => {
      const { perCase, profiles, unreachable } = evaluation;
      kept.set(model.name, { values: perCase[judgedBy]!.slice(), profiles, unreachable });
    });
    step();
    return report;
  });

  const judged = reports.filter((report): report is EvaluatedModel => !isUndetermined(report));
  const best = judged.reduce<EvaluatedModel | null>(
    (top, report) => (top === null || report.metrics[judgedBy]! > top.metrics[judgedBy]! ? report : top),
    null,
  );
  const profiles = best === null ? 0 : new Set(kept.get(best.name)!.profiles).size;
  const none = whyNone(best?.metrics[judgedBy], profiles);
  const unreachableCases = Math.max(0, ...[...kept.values()].map(({ unreachable }) => unreachable));
  if (best === null || none !== null) {
    return {
      models: reports,
      recommended: none!,
      recommendedReason: none!.undetermined.reason,
      comparisons: [],
      judgedBy,
      unreachableCases,
    };
  }
  const against = (name: string, other: string) =>
    comparePaired(
      kept.get(name)!.values,
      kept.get(other)!.values,
      kept.get(name)!.profiles,
      level,
      resamplesOf(split.cases.length),
      rng.fork(`compare/${name}/${other}`),
    );
  const equals = judged.filter(({ name }) => name === best.name || against(best.name, name).interval.lower <= 0);
  const coverage = `coverage@${cutOffs[0]}`;
  const broadest = Math.max(...equals.map(({ metrics }) => metrics[coverage]!));
  const recommended = equals.find(({ metrics }) => metrics[coverage]! >= broadest - coverageMargin)!;
  const comparisons = judged
    .filter(({ name }) => name !== recommended.name)
    .map(({ name }) => ({ model: name, ...against(name, recommended.name) }));
  return {
    models: reports,
    recommended: recommended.name,
    recommendedReason: reasonFor(recommended, best, equals.length, judgedBy),
    comparisons,
    judgedBy,
    unreachableCases,
  };
}

/** Null where the best can be told. @param value what it reached; undefined: there is none */
function whyNone(value: number | undefined, profiles: number): Undetermined | null {
  if (value === undefined) return undetermined("no-model", "No model could be trained and judged on these data.");
  if (!(value > 0))
    return undetermined("no-hit", "No model had a single chosen item in its list: nothing speaks for one of them.");
  if (profiles >= fewestProfiles) return null;
  const who = profiles === 1 ? "One person was" : `${profiles} people (or sessions) were`;
  return undetermined("too-few-people", `${who} asked; at least ${fewestProfiles} are needed to tell models apart.`);
}

function reasonFor(recommended: EvaluatedModel, best: EvaluatedModel, equals: number, judgedBy: string): string {
  const of = (model: EvaluatedModel) => `${model.metrics[judgedBy]!.toFixed(4)}`;
  if (recommended.name === best.name) return `which has the highest ${judgedBy} (${of(best)})`;
  const others = equals === 2 ? "both" : `all ${equals}`;
  return `since ${best.name} has the highest ${judgedBy} (${of(best)}), but it is not surely better than ${recommended.name} (${of(recommended)}): of those that are as good, ${others}, this is the simplest that shows as many items`;
}

const noCases = undetermined("no-cases", "No profile has both a history to start from and a later item to ask for.");

const oneProfile = undetermined(
  "one-profile",
  "A single person (or session) was asked: nothing says how much others differ.",
);

function evaluateOne(
  model: Model,
  configuration: Configuration,
  { split, cutOffs, excludeSeen, rng, clock }: EvaluationRequest,
  keep: (evaluation: RankingEvaluation) => void,
): EvaluatedModel {
  const startedAt = clock();
  const recommender = configuration.train(split.train, rng.fork(`train/${model.name}`));
  const trainedAt = clock();
  const evaluation = evaluateRecommender(recommender, split, { cutOffs, excludeSeen });
  const scoredAt = clock();
  keep(evaluation);
  const names = Object.keys(evaluation.perCase);
  const clustered = clusterCases(evaluation.profiles, Object.values(evaluation.perCase));
  const intervals =
    clustered.caseCounts.length < 2
      ? names.map(() => oneProfile)
      : bootstrapIntervals(clustered, level, resamplesOf(split.cases.length), rng.fork("intervals"));
  return {
    name: model.name,
    summary: model.summary,
    parameters: configuration.parameters,
    trainSeconds: trainedAt - startedAt,
    scoreSeconds: scoredAt - trainedAt,
    metrics: evaluation.metrics,
    intervals: Object.fromEntries(names.map((name, i) => [name, intervals[i]!])),
  };
}

function bestConfiguration(
  model: Model,
  tuneOn: Split,
  { cutOffs, excludeSeen, rng }: EvaluationRequest,
  judgedBy: string,
  step: () => void,
): Configuration {
  let best = model.configurations[0]!;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (const configuration of model.configurations) {
    const recommender = configuration.train(tuneOn.train, rng.fork(`train/${model.name}`));
    const value = evaluateRecommender(recommender, tuneOn, { cutOffs, excludeSeen }).metrics[judgedBy]!;
    if (value > bestValue) {
      best = configuration;
      bestValue = value;
    }
    step();
  }
  return best;
}

/** What was read, in numbers. */
export function describeInteractions(interactions: Interactions): Record<string, number> {
  const { rowStart, item } = interactions;
  let profiles = 0;
  for (let row = 0; row + 1 < rowStart.length; row++) if (rowStart[row + 1]! > rowStart[row]!) profiles++;
  return { interactions: item.length, profiles, items: new Set(item).size };
}
