import { drawParameters, rewardedDraws } from "./draws.ts";
import type { NamedQuery } from "./named-query.ts";

/** One draw with the probabilities it was made by. */
export interface DrawLogRow {
  at: string;
  variantId: string;
  probabilities: number[];
  reward: number;
}

/** The draws one by one, in order of time, the first `limit` of them: what honest intervals are worked out from. */
export const drawLog: NamedQuery = {
  parameters: { ...drawParameters, limit: "Int32" },
  text: (parameters) => `
WITH ${rewardedDraws(parameters)}
SELECT startAt AS at, variant AS variantId, probabilities, reward
FROM rewarded
ORDER BY startAt, drawOffset
LIMIT {limit:Int32}`,
};
