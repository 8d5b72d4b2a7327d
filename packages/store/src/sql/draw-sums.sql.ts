import { drawParameters, rewardedDraws } from "./draws.ts";
import type { NamedQuery } from "./named-query.ts";

/** What the draws of one variant, in one context, on one business day earned. */
export interface DrawSumsRow {
  variantId: string;
  context: string;
  day: number;
  draws: string;
  reward: number;
  rewardSquares: number;
}

/** What a bandit learns from. */
export const drawSums: NamedQuery = {
  parameters: drawParameters,
  text: (parameters) => `
WITH ${rewardedDraws(parameters)}
SELECT
  variant AS variantId,
  known AS context,
  drawDay AS day,
  count() AS draws,
  sum(rewarded.reward) AS reward,
  sum(rewarded.reward * rewarded.reward) AS rewardSquares
FROM rewarded
GROUP BY variantId, context, day
ORDER BY variantId, context, day`,
};
