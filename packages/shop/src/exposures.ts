import { dayMs, hourMs } from "@attune/math/time-units";
import type { Switches } from "./switches.ts";

/** Which tactics a person saw, how often and since when, by tactic id. */
export type Exposures = Map<string, { firstAt: number; count: number }>;

/** One showing of a tactic, and when the person had last looked at a product. */
export interface Showing {
  tacticId: string;
  at: number;
  lastLookAt: number;
}

/** Notes one more exposure and returns how strongly it works: 1 is the planted effect, 0 nothing, −1 its opposite. */
export function expose(exposures: Exposures, { tacticId, at, lastLookAt }: Showing, switches: Switches): number {
  const { noveltyDecay, fatigue, signalDecay, afterTouch } = switches;
  const isAfterTouch = afterTouch?.tacticId === tacticId && exposures.has(afterTouch.seen);
  const seen = exposures.get(tacticId) ?? { firstAt: at, count: 0 };
  seen.count += 1;
  exposures.set(tacticId, seen);
  const novelty = noveltyDecay ? 2 ** (-(at - seen.firstAt) / (noveltyDecay.halfLifeDays * dayMs)) : 1;
  const excess = fatigue ? Math.max(0, seen.count - fatigue.freeExposures) * fatigue.lossPerExposure : 0;
  const freshness = signalDecay ? 2 ** (-(at - lastLookAt) / (signalDecay.halfLifeHours * hourMs)) : 1;
  return novelty * freshness * (isAfterTouch ? afterTouch.factor : 1) * Math.max(-1, 1 - excess);
}
