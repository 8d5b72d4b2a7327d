import { fitLogistic, sigmoid } from "@attune/math/fit/logistic";
import type { Rng } from "@attune/math/rng";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";

/** Something a shop can do for a person: an offer, a message, a piece of advice, a list. */
export interface Action {
  actionId: string;
  /** What it earns where it is taken, and what it costs to propose, in the same unit; ≥ 0. */
  value: number;
  cost: number;
  /** Not again to the same person within so many milliseconds. */
  repeatAfterMs: number;
}

/** An action that was proposed once, what was known then, and whether it was taken. */
export interface ActionOutcome {
  actionId: string;
  features: ArrayLike<number>;
  taken: boolean;
}

interface ActionModel {
  /** The constant last. */
  coefficients: Float64Array;
  means: Float64Array;
  proposals: number;
}

export interface ActionModels {
  featureNames: readonly string[];
  models: ReadonlyMap<string, ActionModel | Undetermined>;
}

export interface RankedAction {
  actionId: string;
  /** Chance that it is taken. */
  probability: number | Undetermined;
  /** probability · value − cost; null where the chance is not known. */
  expectedValue: number | null;
  /** Features' parts in log odds against the average person, largest first. */
  reasons: { feature: string; contribution: number }[];
}

export interface NextBestAction {
  /** Null where nothing is worth its cost. */
  chosen: (RankedAction & { propensity: number; isExploration: boolean }) | null;
  /** Best first; those whose chance is not known last. */
  ranked: RankedAction[];
  /** Actions that could not be proposed, and why. */
  left: { actionId: string; reason: "not-eligible" | "too-soon" }[];
}

/** As many proposals of either end as a model is learned from. */
const fewestOfEach = 50;
const penalty = 1;
const reasonsKept = 3;

/** One penalized logistic regression per action; undetermined below 50 taken or 50 not taken. */
export function trainActionModels(featureNames: readonly string[], log: readonly ActionOutcome[]): ActionModels {
  const byAction = new Map<string, ActionOutcome[]>();
  for (const outcome of log) {
    const list = byAction.get(outcome.actionId);
    if (list === undefined) byAction.set(outcome.actionId, [outcome]);
    else list.push(outcome);
  }
  const models = new Map([...byAction].map(([actionId, rows]) => [actionId, fitAction(featureNames.length, rows)]));
  return { featureNames, models };
}

/** Who is asked, about what. */
export interface ActionRequest {
  actions: readonly Action[];
  features: ArrayLike<number>;
  /** Whether the person may get it at all: consent, segment, stock. */
  eligible: (actionId: string) => boolean;
  /** When it was last proposed to this person; undefined: never. */
  lastProposedAt: (actionId: string) => number | undefined;
  nowAt: number;
  /** With this chance an action of unknown chance is proposed instead, so that it becomes known; null: never. */
  exploration: { share: number; rng: Rng } | null;
}

/** The action worth most to propose now, with its probability of having been chosen. */
export function nextBestAction(models: ActionModels, request: ActionRequest): NextBestAction {
  const { actions, features, eligible, lastProposedAt, nowAt, exploration } = request;
  const left: NextBestAction["left"] = [];
  const candidates = actions.filter(({ actionId, repeatAfterMs }) => {
    const lastAt = lastProposedAt(actionId);
    const isTooSoon = lastAt !== undefined && nowAt - lastAt < repeatAfterMs;
    if (!eligible(actionId)) left.push({ actionId, reason: "not-eligible" });
    else if (isTooSoon) left.push({ actionId, reason: "too-soon" });
    else return true;
    return false;
  });
  const ranked = candidates
    .map((action) => judge(action, features, models))
    .sort(
      (a, b) => (b.expectedValue ?? -Infinity) - (a.expectedValue ?? -Infinity) || (a.actionId < b.actionId ? -1 : 1),
    );
  const unknown = ranked.filter(({ expectedValue }) => expectedValue === null);
  const share = exploration === null || unknown.length === 0 ? 0 : exploration.share;
  const [best] = ranked;
  const isWorth = best !== undefined && best.expectedValue !== null && best.expectedValue > 0;
  if (exploration !== null && share > 0 && exploration.rng.uniform() < share) {
    const drawn = unknown[exploration.rng.integer(unknown.length)]!;
    return { chosen: { ...drawn, propensity: share / unknown.length, isExploration: true }, ranked, left };
  }
  return { chosen: isWorth ? { ...best, propensity: 1 - share, isExploration: false } : null, ranked, left };
}

function judge(action: Action, features: ArrayLike<number>, { featureNames, models }: ActionModels): RankedAction {
  const model =
    models.get(action.actionId) ??
    undetermined("never-proposed", "It has never been proposed; nobody knows its chance.");
  const { actionId } = action;
  if (isUndetermined(model)) return { actionId, probability: model, expectedValue: null, reasons: [] };
  const { coefficients, means } = model;
  let score = coefficients[featureNames.length]!;
  const parts = featureNames.map((feature, j) => {
    score += coefficients[j]! * features[j]!;
    return { feature, contribution: coefficients[j]! * (features[j]! - means[j]!) };
  });
  const probability = sigmoid(score);
  const reasons = parts
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, reasonsKept);
  return { actionId, probability, expectedValue: probability * action.value - action.cost, reasons };
}

function fitAction(width: number, rows: readonly ActionOutcome[]): ActionModel | Undetermined {
  const taken = rows.filter((row) => row.taken).length;
  if (Math.min(taken, rows.length - taken) < fewestOfEach) {
    const reason = `Taken ${taken} of ${rows.length} times; ${fewestOfEach} of either are needed.`;
    return undetermined("too-few-outcomes", reason);
  }
  const columns = Array.from({ length: width }, (_, j) => Float64Array.from(rows, ({ features }) => features[j]!));
  const outcome = Float64Array.from(rows, (row) => (row.taken ? 1 : 0));
  const fit = fitLogistic([...columns, new Float64Array(rows.length).fill(1)], outcome, { penalty });
  if (fit.kind === "separated")
    return undetermined(
      "separated",
      "What is known tells takers from others without error; that is too good to be true.",
    );
  const means = Float64Array.from(columns, (column) => column.reduce((sum, value) => sum + value, 0) / rows.length);
  return { coefficients: fit.coefficients, means, proposals: rows.length };
}
