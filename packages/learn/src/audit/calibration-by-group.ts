import type { Rng } from "@attune/math/rng";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { bootstrapIntervals, clusterCases, type Interval } from "../evaluate/bootstrap.ts";

/** Whether a group's forecasts come true as often as they say. */
export interface GroupCalibration {
  group: string;
  people: number;
  /** Mean forecast and share with the outcome. */
  predicted: number;
  observed: number;
  /** Observed less predicted with its 95 % interval; one that leaves out 0 says the group is misjudged. */
  difference: { mean: number; interval: Interval } | Undetermined;
}

const fewestPeople = 30;
const level = 0.95;
const resamples = 400;

/** Calibration in the large, group by group; people without a group are left out. `outcome[person]` is 0 or 1. */
export function calibrationByGroup(
  probabilities: ArrayLike<number>,
  outcome: ArrayLike<number>,
  groupOf: (person: number) => string | null,
  rng: Rng,
): GroupCalibration[] {
  const members = new Map<string, number[]>();
  for (let person = 0; person < outcome.length; person++) {
    const group = groupOf(person);
    if (group === null) continue;
    const list = members.get(group);
    if (list === undefined) members.set(group, [person]);
    else list.push(person);
  }
  return [...members].map(([group, people]): GroupCalibration => {
    const mean = (value: (person: number) => number) =>
      people.reduce((sum, person) => sum + value(person), 0) / people.length;
    const predicted = mean((person) => probabilities[person]!);
    const observed = mean((person) => outcome[person]!);
    const counted = { group, people: people.length, predicted, observed };
    if (people.length < fewestPeople) {
      const reason = `${people.length} people; ${fewestPeople} are needed to tell.`;
      return { ...counted, difference: undetermined("too-few-people", reason) };
    }
    const gaps = Float64Array.from(people, (person) => outcome[person]! - probabilities[person]!);
    const [interval] = bootstrapIntervals(clusterCases(people, [gaps]), level, resamples, rng.fork(group));
    return { ...counted, difference: { mean: observed - predicted, interval: interval! } };
  });
}
