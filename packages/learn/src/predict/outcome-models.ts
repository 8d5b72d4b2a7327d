import type { Rng } from "@attune/math/rng";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { type Activity, type ActivityEvent, eventsBefore, eventsBetween } from "./activity.ts";
import {
  type CalibratedClassifier,
  fitCalibratedClassifier,
  type LabeledRows,
  type Prediction,
} from "./calibrated-classifier.ts";
import { choosePeriods, type Periods } from "./periods.ts";
import { msPerDay, personFeatureNames, personFeatures } from "./person-features.ts";

/** What is foretold of a person, as a question to the time after a moment. */
export interface Outcome {
  name: string;
  /** Whether the question makes sense for somebody with this past. */
  asks: (before: readonly ActivityEvent[], asOfAt: number) => boolean;
  /** 1, 0, or null where the window does not tell. */
  happened: (window: readonly ActivityEvent[]) => 0 | 1 | null;
}

const hasPurchase = (events: readonly ActivityEvent[]) => events.some(({ kind }) => kind === "purchase");
const activeWithinDays = 180;

/** Buys at least once within the horizon. Asked of everybody who was there in the last 180 days. */
export const purchase: Outcome = {
  name: "purchase",
  asks: (before, asOfAt) => asOfAt - (before.at(-1)?.at ?? Number.NEGATIVE_INFINITY) <= activeWithinDays * msPerDay,
  happened: (window) => (hasPurchase(window) ? 1 : 0),
};

/** A buyer of the last 180 days who buys nothing within the horizon. */
export const churn: Outcome = {
  name: "churn",
  asks: (before, asOfAt) =>
    before.some(({ kind, at }) => kind === "purchase" && asOfAt - at <= activeWithinDays * msPerDay),
  happened: (window) => (hasPurchase(window) ? 0 : 1),
};

/**
 * Price sensitivity: if this buyer buys within the horizon, is the first purchase below its usual price? A forecast of what people do under the shop's
 * past discounts; what a discount *causes* is uplift, and takes a test.
 */
export const discountedPurchase: Outcome = {
  name: "price-sensitivity",
  asks: (before) => before.some(({ kind, discounted }) => kind === "purchase" && discounted !== undefined),
  happened: (window) => {
    const first = window.find(({ kind, discounted }) => kind === "purchase" && discounted !== undefined);
    return first === undefined ? null : first.discounted ? 1 : 0;
  },
};

export interface OutcomeModel extends CalibratedClassifier {
  outcome: string;
  horizonDays: number;
  periods: Periods;
  /** The chance alone, a thousand times cheaper than with its reasons. */
  probabilityFor(row: readonly ActivityEvent[], asOfAt: number): number | undefined;
  /** For somebody with these events, at a moment; undefined where the question makes no sense for him. */
  predictFor(row: readonly ActivityEvent[], asOfAt: number): Prediction | undefined;
}

/** Learns an outcome from people's pasts as they looked at earlier moments. */
export function trainOutcomeModel(
  activity: Activity,
  outcome: Outcome,
  horizonDays: number,
  rng: Rng,
): OutcomeModel | Undetermined {
  const periods = choosePeriods(activity, horizonDays);
  if (isUndetermined(periods)) return periods;
  const rowsAt = (moments: readonly number[]) => labeledRows(activity, outcome, moments, periods.horizonMs);
  const model = fitCalibratedClassifier(
    personFeatureNames,
    {
      training: rowsAt(periods.trainingAt),
      calibration: rowsAt([periods.calibrationAt]),
      test: rowsAt([periods.testAt]),
    },
    rng,
  );
  if (isUndetermined(model)) return model;
  return {
    ...model,
    outcome: outcome.name,
    horizonDays,
    periods,
    probabilityFor(row, asOfAt) {
      const before = eventsBefore(row, asOfAt);
      if (!outcome.asks(before, asOfAt)) return undefined;
      return model.probabilities(personFeatures(before, asOfAt).map((value) => Float64Array.of(value)))[0];
    },
    predictFor(row, asOfAt) {
      const before = eventsBefore(row, asOfAt);
      return outcome.asks(before, asOfAt) ? model.predict(personFeatures(before, asOfAt)) : undefined;
    },
  };
}

function labeledRows(
  { rows }: Activity,
  { asks, happened }: Outcome,
  moments: readonly number[],
  horizonMs: number,
): LabeledRows {
  const columns: number[][] = personFeatureNames.map(() => []);
  const outcome: number[] = [];
  for (const asOfAt of moments) {
    for (const row of rows) {
      const before = eventsBefore(row, asOfAt);
      if (before.length === 0 || !asks(before, asOfAt)) continue;
      const answer = happened(eventsBetween(row, asOfAt, asOfAt + horizonMs));
      if (answer === null) continue;
      personFeatures(before, asOfAt).forEach((value, feature) => {
        columns[feature]!.push(value);
      });
      outcome.push(answer);
    }
  }
  return { columns: columns.map((values) => Float64Array.from(values)), outcome: Float64Array.from(outcome) };
}
