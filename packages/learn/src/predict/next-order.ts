import type { Rng } from "@attune/math/rng";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { type Activity, type ActivityEvent, eventsBefore, eventsBetween, orderTimes } from "./activity.ts";
import { type CalibratedClassifier, fitCalibratedClassifier, type LabeledRows } from "./calibrated-classifier.ts";
import { choosePeriods } from "./periods.ts";
import { msPerDay, personFeatureNames, personFeatures } from "./person-features.ts";

/** When somebody will order again. */
export interface NextOrder {
  /** Chance of an order by the end of each step: `byDays[i]` days after the moment. */
  byDays: number[];
  probability: number[];
  /** Day by which an order is as likely to have come as not; undetermined where that lies beyond what was learned. */
  medianDays: number | Undetermined;
  /** Between these days the order comes with 80 %; `to` undetermined beyond what was learned. */
  interval80: { from: number | Undetermined; to: number | Undetermined };
}

export interface NextOrderModel {
  predictFor(row: readonly ActivityEvent[], asOfAt: number): NextOrder | undefined;
  /** Of the chance of an order in a step, given none before. */
  quality: CalibratedClassifier["quality"];
  stepDays: number;
}

const steps = 12;
const names = [...personFeatureNames, "step", "daysSinceLastPurchaseThen", "overdueThen"] as const;
const lastPurchasePlace = personFeatureNames.indexOf("daysSinceLastPurchase");
const betweenPlace = personFeatureNames.indexOf("meanDaysBetweenOrders");

/**
 * The date of the next order as a discrete-time hazard [Singer & Willett 1993]: of buyers without an order so far, who orders in the coming step? Twelve
 * steps make the horizon. People whom the data lose sight of count as long as they were seen.
 */
export function trainNextOrder(activity: Activity, horizonDays: number, rng: Rng): NextOrderModel | Undetermined {
  const periods = choosePeriods(activity, horizonDays);
  if (isUndetermined(periods)) return periods;
  const stepDays = horizonDays / steps;
  const rowsAt = (moments: readonly number[]): LabeledRows => {
    const columns: number[][] = names.map(() => []);
    const outcome: number[] = [];
    for (const asOfAt of moments) {
      for (const row of activity.rows) {
        const before = eventsBefore(row, asOfAt);
        if (orderTimes(before).length === 0) continue;
        const features = personFeatures(before, asOfAt);
        const [next] = orderTimes(eventsBetween(row, asOfAt, asOfAt + periods.horizonMs));
        const inStep = next === undefined ? steps : Math.floor((next - asOfAt) / (stepDays * msPerDay));
        for (let step = 0; step < steps && step <= inStep; step++) {
          stepFeatures(features, step, stepDays).forEach((value, feature) => {
            columns[feature]!.push(value);
          });
          outcome.push(step === inStep ? 1 : 0);
        }
      }
    }
    return { columns: columns.map((values) => Float64Array.from(values)), outcome: Float64Array.from(outcome) };
  };
  const model = fitCalibratedClassifier(
    names,
    {
      training: rowsAt(periods.trainingAt),
      calibration: rowsAt([periods.calibrationAt]),
      test: rowsAt([periods.testAt]),
    },
    rng,
  );
  if (isUndetermined(model)) return model;
  return {
    quality: model.quality,
    stepDays,
    predictFor(row, asOfAt) {
      const before = eventsBefore(row, asOfAt);
      if (orderTimes(before).length === 0) return undefined;
      const features = personFeatures(before, asOfAt);
      const rows = Array.from({ length: steps }, (_, step) => stepFeatures(features, step, stepDays));
      const hazards = model.probabilities(
        names.map((_, feature) => Float64Array.from(rows, (values) => values[feature]!)),
      );
      return nextOrderOf(hazards, stepDays);
    },
  };
}

/** From the chance in each step, given none before, to dates; within a step chances grow evenly. */
export function nextOrderOf(hazards: ArrayLike<number>, stepDays: number): NextOrder {
  const probability: number[] = [];
  let none = 1;
  for (let step = 0; step < hazards.length; step++) {
    none *= 1 - hazards[step]!;
    probability.push(1 - none);
  }
  const dayOf = (share: number): number | Undetermined => {
    const step = probability.findIndex((p) => p >= share);
    if (step < 0) {
      const days = Math.round(hazards.length * stepDays);
      return undetermined("beyond-horizon", `Later than the ${days} days that were learned.`);
    }
    const earlier = step === 0 ? 0 : probability[step - 1]!;
    return stepDays * (step + (share - earlier) / (probability[step]! - earlier));
  };
  return {
    byDays: probability.map((_, step) => (step + 1) * stepDays),
    probability,
    medianDays: dayOf(0.5),
    interval80: { from: dayOf(0.1), to: dayOf(0.9) },
  };
}

function stepFeatures(features: readonly number[], step: number, stepDays: number): number[] {
  const sinceLast = features[lastPurchasePlace]! + step * stepDays;
  return [...features, step, sinceLast, sinceLast / features[betweenPlace]!];
}
