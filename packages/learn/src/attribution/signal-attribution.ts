import type { FeatureColumn } from "@attune/math/fit/boosting/bin-features";
import {
  type BoostedTrees,
  type BoostingLoss,
  fitBoosting,
  predictBoosting,
} from "@attune/math/fit/boosting/gradient-boosting";
import { shuffle } from "@attune/math/fit/folds";
import type { Rng } from "@attune/math/rng";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { type ChosenDifference, chooseBest, chosenDifference } from "./chosen-difference.ts";

/** What a decision knew: one signal is one or more columns that stand or fall together. */
export interface Signal {
  name: string;
  columns: readonly FeatureColumn[];
}

/** What came of a choice: 0/1 (a click, a conversion) or an amount (a cart's value). */
export interface SignalOutcome {
  name: string;
  loss: BoostingLoss;
  values: Float64Array;
}

export interface AttributionRequest {
  signals: readonly Signal[];
  outcomes: readonly SignalOutcome[];
  /** Rows of one person rise and fall together: people are drawn, and nobody is judged by a model that has seen him. */
  person: ArrayLike<number>;
  /** Share of the rows that a decision would choose, in (0, 1): the best by the model. */
  chosenShare: number;
  rng: Rng;
  onProgress: (done: number, total: number) => void;
}

export interface SignalContribution {
  signal: string;
  /** Outcome per chosen row with the signal less the outcome with a model trained without it: what is lost if it goes. */
  leaveOneOut: ChosenDifference;
  /** The same with the signal's values shuffled among the rows that are judged: what the model as it is draws from it. */
  permutation: ChosenDifference;
}

export interface OutcomeAttribution {
  outcome: string;
  /** Outcome per row, chosen at random and chosen by all signals. */
  byChance: number;
  byAllSignals: number;
  /** Largest leave-one-out contribution first. */
  signals: SignalContribution[];
}

const folds = 4;
const fewestRows = 200;

/**
 * What each signal adds to each outcome, by cross-fitted trees: every row is judged by a model of other people's rows. Signals that say the same share
 * their worth: each alone can go at no loss (leave-one-out near 0) while both are used (permutation above 0). A forecast of what choosing by the
 * signals earns on logged choices; the arm without the signal is what proves it. Trainings: 4 × (signals + 1) per outcome.
 * @see Breiman (2001), Machine Learning 45 (permutation); Lei et al. (2018), JASA 113, §6 (LOCO)
 */
export function attributeSignals(request: AttributionRequest): OutcomeAttribution[] | Undetermined {
  const { signals, outcomes, person, chosenShare, rng, onProgress } = request;
  const rows = person.length;
  if (rows < fewestRows) return undetermined("too-few-rows", `${rows} rows; ${fewestRows} are needed to tell.`);
  if (signals.length < 2)
    return undetermined("too-few-signals", "With a single signal there is nothing to choose by without it.");
  const foldOf = foldsByPerson(person, rng.fork("folds"));
  const total = outcomes.length * (signals.length + 1);
  let done = 0;
  return outcomes.map((outcome) => {
    const permuted = signals.map(() => new Float64Array(rows));
    const full = crossFit(signals, outcome, foldOf, (model, fold, judged) => {
      signals.forEach((signal, s) => {
        const drawn = shuffledRows(judged, rng.fork(`${outcome.name}/${signal.name}/${fold}`));
        const columns = signals.flatMap((other) =>
          other.columns.map((column) => take(column.values, other === signal ? drawn : judged)),
        );
        predictBoosting(model, columns, judged.length).forEach((score, i) => {
          permuted[s]![judged[i]!] = score;
        });
      });
    });
    onProgress(++done, total);
    const chosen = chooseBest(full, foldOf, chosenShare);
    const contributions = signals.map((signal, s): SignalContribution => {
      const others = signals.filter((other) => other !== signal);
      const without = chooseBest(crossFit(others, outcome, foldOf), foldOf, chosenShare);
      onProgress(++done, total);
      const shuffled = chooseBest(permuted[s]!, foldOf, chosenShare);
      const compare = (other: Uint8Array, label: string) =>
        chosenDifference(outcome.values, chosen, other, person, rng.fork(`${outcome.name}/${signal.name}/${label}`));
      return {
        signal: signal.name,
        leaveOneOut: compare(without, "leave-one-out"),
        permutation: compare(shuffled, "permutation"),
      };
    });
    return {
      outcome: outcome.name,
      byChance: meanOf(outcome.values, () => true),
      byAllSignals: meanOf(outcome.values, (row) => chosen[row] === 1),
      signals: contributions.sort((a, b) => b.leaveOneOut.estimate - a.leaveOneOut.estimate),
    };
  });
}

/** Every row's score by a model that has not seen its person. */
function crossFit(
  signals: readonly Signal[],
  { loss, values }: SignalOutcome,
  foldOf: Uint8Array,
  onModel: (model: BoostedTrees, fold: number, judged: Uint32Array) => void = () => {},
): Float64Array {
  const scores = new Float64Array(values.length);
  const columns = signals.flatMap((signal) => signal.columns);
  const all = Uint32Array.from(values.keys());
  for (let fold = 0; fold < folds; fold++) {
    const learned = all.filter((row) => foldOf[row] !== fold);
    const judged = all.filter((row) => foldOf[row] === fold);
    const model = fitBoosting(
      columns.map((column) => ({ ...column, values: take(column.values, learned) })),
      take(values, learned),
      { loss, trees: 60, learningRate: 0.1, maxLeaves: 15 },
    );
    const taken = columns.map((column) => take(column.values, judged));
    predictBoosting(model, taken, judged.length).forEach((score, i) => {
      scores[judged[i]!] = score;
    });
    onModel(model, fold, judged);
  }
  return scores;
}

function foldsByPerson(person: ArrayLike<number>, rng: Rng): Uint8Array {
  const foldOf = new Map<number, number>();
  const people = [...new Set(Array.from(person))];
  shuffle(people, rng);
  people.forEach((one, i) => {
    foldOf.set(one, i % folds);
  });
  return Uint8Array.from(person, (one) => foldOf.get(one)!);
}

function shuffledRows(rows: Uint32Array, rng: Rng): Uint32Array {
  const order = Array.from(rows);
  shuffle(order, rng);
  return Uint32Array.from(order);
}

function take(values: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

function meanOf(values: Float64Array, includes: (row: number) => boolean): number {
  let sum = 0;
  let count = 0;
  values.forEach((value, row) => {
    if (!includes(row)) return;
    sum += value;
    count++;
  });
  return count === 0 ? 0 : sum / count;
}
