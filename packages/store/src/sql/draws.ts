import { matches, measured, tableOf } from "./metric-sums.sql.ts";
import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

/** Parameters of every question about a bandit's draws: the experiment, when a draw's window has ended, and the metric that is its reward. */
export const drawParameters: NamedQuery["parameters"] = {
  experimentId: "String",
  afterMs: "Int64",
  windowMs: "Int64",
  nowMs: "Int64",
  capMicros: "Nullable(Int64)",
  numeratorEvents: "Array(String)",
  numeratorAggregation: "String",
  numeratorTimes: "Int32",
  numeratorChannels: "Array(String)",
  numeratorDevices: "Array(String)",
  numeratorItems: "Array(String)",
  numeratorCategories: "Array(String)",
  numeratorProperty: "String",
};

/**
 * Common table expressions that end in `rewarded`: one row per draw whose window has ended by `nowMs`, with what came of it from the draw to
 * the end of its window. A draw is kept for its window, so windows of one person do not overlap and a reward belongs to one draw.
 */
export function rewardedDraws({ numeratorAggregation, numeratorEvents }: Record<string, unknown>): string {
  const aggregation = `${numeratorAggregation}`;
  const table = tableOf([numeratorEvents].flat());
  return `${peopleNow},
draws AS (
  SELECT
    ${personOf("assignments")} AS person,
    at AS startAt,
    offset AS drawOffset,
    day AS drawDay,
    toString(variantId) AS variant,
    toString(context) AS known,
    probabilities
  FROM assignments ${joinPeople("assignments")}
  WHERE experimentId = {experimentId:String} AND drawnAt = at AND at + {windowMs:Int64} <= {nowMs:Int64}
),
touches AS (
  SELECT
    ${personOf(table)} AS person,
    at,
    day,
    moneyKind,
    amountMicros,
    orderId,
    arraySum(itemQuantities) AS quantity,
    propertyValues[indexOf(propertyNames, {numeratorProperty:String})] AS numeratorValue,
    ${matches("numerator")} AS is_numerator
  FROM ${table} ${joinPeople(table)}
  WHERE ${table === "events" ? "actor = 'person' AND " : ""}(is_numerator OR moneyKind = 'refund')
),
outcomes AS (
  SELECT drawOffset, 1 AS isSeen, ${measured("numerator", "Post", aggregation)}
  FROM touches INNER JOIN draws ON draws.person = touches.person
  WHERE at >= startAt AND at < startAt + {windowMs:Int64}
  GROUP BY drawOffset
),
rewarded AS (
  SELECT
    startAt,
    draws.drawOffset AS drawOffset,
    drawDay,
    variant,
    known,
    probabilities,
    least(
      if(outcomes.isSeen = 1, outcomes.numeratorPost, toFloat64({numeratorAggregation:String} = 'absent')),
      ifNull({capMicros:Nullable(Int64)} / 1e6, inf)
    ) AS reward
  FROM draws LEFT JOIN outcomes ON outcomes.drawOffset = draws.drawOffset
)`;
}
