import type { LoggedFeedback } from "@attune/learn/off-policy/logged-feedback";
import { openColumns } from "./open-columns.ts";

export interface FeedbackColumns {
  action: string;
  reward: string;
  propensity: string;
  position: string | undefined;
  /** Probability of the logged action under the policy that is to be judged. */
  target: string | undefined;
  header: boolean;
}

export interface ReadFeedback {
  log: LoggedFeedback;
  actionIndex: ReadonlyMap<string, number>;
  /** Places in their order; one unnamed place where there is no column for it. */
  positionIndex: ReadonlyMap<string, number>;
  /** Null where no column was named. */
  targetProbabilities: Float64Array | null;
  leftOut: { badReward: number; badPropensity: number; badTarget: number; missingAction: number };
}

/** Reads a log of choices. Rounds without an action, a finite reward or a propensity in (0, 1] are counted and left out. */
export async function readFeedback(path: string, columns: FeedbackColumns): Promise<ReadFeedback> {
  const { action, reward, propensity, position, target, header } = columns;
  const leftOut = { badReward: 0, badPropensity: 0, badTarget: 0, missingAction: 0 };
  const actions: string[] = [];
  const positions: string[] = [];
  const rewards: number[] = [];
  const propensities: number[] = [];
  const targets: number[] = [];
  const chosen = [action, reward, propensity, position ?? action, target ?? action];
  for await (const [name = "", gained = "", chance = "", place = "", judged = ""] of openColumns(path, {
    columns: chosen,
    header,
  })) {
    const value = numberOf(gained);
    const probability = numberOf(chance);
    const targetProbability = target === undefined ? 0 : numberOf(judged);
    if (name === "") leftOut.missingAction++;
    else if (!Number.isFinite(value)) leftOut.badReward++;
    else if (!(probability > 0 && probability <= 1)) leftOut.badPropensity++;
    else if (!(targetProbability >= 0 && targetProbability <= 1)) leftOut.badTarget++;
    else {
      actions.push(name);
      positions.push(position === undefined ? "" : place);
      rewards.push(value);
      propensities.push(probability);
      targets.push(targetProbability);
    }
  }
  const actionIndex = indexOf(actions);
  const positionIndex = indexOf(positions);
  return {
    log: {
      actionCount: actionIndex.size,
      positionCount: positionIndex.size,
      action: Uint32Array.from(actions, (name) => actionIndex.get(name)!),
      position: Uint32Array.from(positions, (name) => positionIndex.get(name)!),
      reward: Float64Array.from(rewards),
      propensity: Float64Array.from(propensities),
    },
    actionIndex,
    positionIndex,
    targetProbabilities: target === undefined ? null : Float64Array.from(targets),
    leftOut,
  };
}

/** Distinct names in the order of numbers where they are numbers, of text otherwise. */
function indexOf(names: readonly string[]): Map<string, number> {
  const distinct = [...new Set(names)].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  return new Map(distinct.map((name, index) => [name, index]));
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}
