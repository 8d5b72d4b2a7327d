import type { NamedQuery } from "./named-query.ts";
import { type PersonHistoryRow, personHistories } from "./person-histories.ts";

/** A history, and the profile that met the first opportunity: it may have been absorbed since. */
export interface TacticHistoryRow extends PersonHistoryRow {
  profileId: string;
}

/**
 * The history of each person with an opportunity of the tactic, around their first one; arms `exposed` and `tactic-holdout`. In the order of
 * first opportunities, at most `limit` people. `signal` and `mark` are names of events whose last time before is told.
 */
export const tacticHistories: NamedQuery = {
  parameters: {
    tacticId: "String",
    lookbackMs: "Int64",
    horizonMs: "Int64",
    signal: "String",
    mark: "String",
    limit: "Int32",
  },
  text: personHistories(
    `zero AS (
  SELECT person, min(at) AS zeroAt, min((at, offset)).2 AS zeroOffset, argMin(profileId, (at, offset)) AS profileId, argMin(armName, (at, offset)) AS arm,
    argMin(deviceName, (at, offset)) AS device, argMin(variantName, (at, offset)) AS variantId,
    argMin(propensity, (at, offset)) AS propensity, uniqExact(armName) > 1 AS isCrossover
  FROM opportunities
  WHERE tacticId = {tacticId:String} AND armName IN ('exposed', 'tactic-holdout')
  GROUP BY person
)`,
    { columns: "zero.profileId AS profileId" },
  ),
};
