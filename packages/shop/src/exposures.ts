import type { Switches } from "./switches.ts";

/** Which tactics a person saw, how often and since when, by tactic id. */
export type Exposures = Map<string, { firstAt: number; count: number }>;

const dayMs = 86_400_000;

/** Notes one more exposure and returns how strongly it works: 1 is the planted effect, 0 nothing, −1 its opposite. */
export function expose(exposures: Exposures, tacticId: string, at: number, switches: Switches): number {
  const seen = exposures.get(tacticId) ?? { firstAt: at, count: 0 };
  seen.count += 1;
  exposures.set(tacticId, seen);
  const { noveltyDecay, fatigue } = switches;
  const novelty = noveltyDecay ? 2 ** (-(at - seen.firstAt) / (noveltyDecay.halfLifeDays * dayMs)) : 1;
  const excess = fatigue ? Math.max(0, seen.count - fatigue.freeExposures) * fatigue.lossPerExposure : 0;
  return novelty * Math.max(-1, 1 - excess);
}
