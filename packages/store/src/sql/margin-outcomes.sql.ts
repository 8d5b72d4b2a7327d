import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

/** One row per arm: margin per person soon after the first opportunity and in the long run, in currency units, of the same people. */
export interface MarginOutcomesRow {
  arm: string;
  /** People whose long window has ended. */
  people: string;
  shortSum: number;
  shortSumSquares: number;
  longSum: number;
  longSumSquares: number;
}

/** Margin of one person's orders and refunds at t with opportunity ≤ t < opportunity + window, in millionths. */
function margin(windowMs: string): string {
  return `sumIf(micros, money.at < assigned.startAt + {${windowMs}:Int64})`;
}

/**
 * Margin of a tactic's arms, by intention to treat as in `outcomes-by-arm.ts`: what orders brought less what their items cost, less all that was paid
 * back. Goods that come back with a refund are not added again: what a return is worth is not known. An item that is not in `costItems` costs nothing.
 */
export const marginOutcomes: NamedQuery = {
  parameters: {
    tacticId: "String",
    shortMs: "Int64",
    longMs: "Int64",
    nowMs: "Int64",
    costItems: "Array(String)",
    costs: "Array(String)",
  },
  text: `
WITH ${peopleNow},
opportunities AS (
  SELECT ${personOf("exposures")} AS person, arm AS armName, at, offset
  FROM exposures ${joinPeople("exposures")}
  WHERE tacticId = {tacticId:String} AND arm IN ('exposed', 'tactic-holdout')
),
assigned AS (
  SELECT person, argMin(armName, (at, offset)) AS arm, min(at) AS startAt
  FROM opportunities
  GROUP BY person
  HAVING startAt + {longMs:Int64} <= {nowMs:Int64}
),
money AS (
  SELECT
    ${personOf("money_events")} AS person,
    at,
    if(
      moneyKind = 'refund',
      -toFloat64(amountMicros),
      amountMicros - arraySum(
        (item, quantity) -> quantity * toFloat64(
          arrayElement(
            arrayConcat(['0'], CAST({costs:Array(String)}, 'Array(String)')),
            indexOf(CAST({costItems:Array(String)}, 'Array(String)'), toString(item)) + 1
          )
        ),
        itemIds,
        itemQuantities
      )
    ) AS micros
  FROM money_events ${joinPeople("money_events")}
  WHERE moneyKind IN ('order', 'refund')
),
outcomes AS (
  SELECT money.person AS person, ${margin("shortMs")} AS shortMicros, ${margin("longMs")} AS longMicros
  FROM money INNER JOIN assigned ON assigned.person = money.person
  WHERE money.at >= assigned.startAt
  GROUP BY person
)
SELECT
  assigned.arm AS arm,
  count() AS people,
  sum(shortMicros / 1e6) AS shortSum,
  sum(pow(shortMicros / 1e6, 2)) AS shortSumSquares,
  sum(longMicros / 1e6) AS longSum,
  sum(pow(longMicros / 1e6, 2)) AS longSumSquares
FROM assigned LEFT JOIN outcomes ON outcomes.person = assigned.person
GROUP BY arm
ORDER BY arm`,
};
