import type { NamedQuery } from "./named-query.ts";
import { personHistories } from "./person-histories.ts";

/** Everybody's first event since the roll-out, and what they met soon after it. */
export const rolloutZero = `entered AS (
  SELECT person, min(at) AS zeroAt, min((at, offset)).2 AS zeroOffset, argMin(toString(device), (at, offset)) AS device
  FROM seen
  WHERE at >= {fromMs:Int64} AND at < {untilMs:Int64}
  GROUP BY person
),
met AS (
  SELECT entered.person AS person, argMin(armName, (at, offset)) AS arm, uniqExact(armName) > 1 AS isCrossover
  FROM opportunities INNER JOIN entered ON entered.person = opportunities.person
  WHERE tacticId = {tacticId:String} AND armName IN ('exposed', 'tactic-holdout')
    AND opportunities.at >= entered.zeroAt AND opportunities.at <= entered.zeroAt + {graceMs:Int64}
  GROUP BY person
),
zero AS (
  SELECT entered.person AS person, zeroAt, zeroOffset, if(met.arm = '', 'unexposed', met.arm) AS arm, device, '' AS variantId,
    toFloat64(0) AS propensity, met.isCrossover AS isCrossover
  FROM entered LEFT JOIN met ON met.person = entered.person
)`;

/**
 * The history of each person around their first event at t with fromMs ≤ t < untilMs, whether or not they ever met the tactic: arm `exposed`,
 * or `tactic-holdout`, where their first opportunity of it came within `graceMs` of that event, else `unexposed`. Everybody's clock starts
 * alike, so that nobody's exposure is known before it happened [Hernán and Robins 2016]. `untilMs` also bounds the limit's order.
 */
export const rolloutHistories: NamedQuery = {
  parameters: {
    tacticId: "String",
    fromMs: "Int64",
    untilMs: "Int64",
    graceMs: "Int64",
    lookbackMs: "Int64",
    horizonMs: "Int64",
    signal: "String",
    mark: "String",
    limit: "Int32",
  },
  text: personHistories(rolloutZero),
};
