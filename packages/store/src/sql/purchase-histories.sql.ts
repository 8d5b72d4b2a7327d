import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";
import { never } from "./rollups.ts";

/** One row per person with an order: what lifetime value is fitted to. */
export interface PurchaseHistoryRow {
  /** The profile that all of the person's profiles belong to. */
  personId: string;
  /** 1 where any of the person's events names a user id: who does not is not known again when coming back. */
  identified: 0 | 1;
  /** Channel of the first order. */
  channel: string;
  /** `global-holdout`, or `treated`, by the first opportunity of any tactic; of one tactic `exposed` or `tactic-holdout`; empty where there was none. */
  arm: string;
  /** Business day of that opportunity; null where there was none. */
  armDay: number | null;
  /** Days with an order or a refund, ascending: [day, micros ordered, micros refunded]. */
  days: [number, string, string][];
}

/** Arms are those of `tacticId`; of personalization as a whole where that is empty. Everybody who ordered before `untilDay` (days since 1970; that day itself excluded; null: at any time), in the order of first orders, at most `limit` people. */
export const purchaseHistories: NamedQuery = {
  parameters: { untilDay: "Nullable(Int32)", tacticId: "String", limit: "Int32" },
  text: `
WITH ${peopleNow},
names AS (SELECT profileKey, argMax(personId, version) AS personId FROM people GROUP BY profileKey),
money AS (
  SELECT if(names.personId = '', money_events.profileId, names.personId) AS person, at, offset, day, channel, moneyKind, amountMicros
  FROM money_events LEFT JOIN names ON names.profileKey = money_events.profileKey
  WHERE moneyKind IN ('order', 'refund') AND day < ifNull({untilDay:Nullable(Int32)}, 2147483647)
),
known AS (
  SELECT if(names.personId = '', profile_days.profileId, names.personId) AS person, max(firstKnownAt < ${never}) AS isIdentified
  FROM profile_days LEFT JOIN names ON names.profileKey = profile_days.profileKey
  GROUP BY person
),
by_day AS (
  SELECT person, day, sumIf(amountMicros, moneyKind = 'order') AS paid, sumIf(amountMicros, moneyKind = 'refund') AS refunded
  FROM money
  GROUP BY person, day
),
lists AS (SELECT person, arraySort(groupArray((day, paid, refunded))) AS dayList FROM by_day GROUP BY person),
buyers AS (
  SELECT person, min((at, offset)) AS firstOrder, argMin(toString(channel), (at, offset)) AS firstChannel
  FROM money
  WHERE moneyKind = 'order'
  GROUP BY person
),
opportunities AS (
  SELECT ${personOf("exposures")} AS personKey, argMin(day, (at, offset)) AS firstDay,
    argMin(multiIf({tacticId:String} != '', toString(arm), arm = 'global-holdout', 'global-holdout', 'treated'), (at, offset)) AS firstArm
  FROM exposures ${joinPeople("exposures")}
  WHERE arm IN ('exposed', 'tactic-holdout') AND {tacticId:String} IN ('', tacticId)
    OR arm = 'global-holdout' AND {tacticId:String} = ''
  GROUP BY personKey
)
SELECT buyers.person AS personId, known.isIdentified AS identified, buyers.firstChannel AS channel, opportunities.firstArm AS arm,
  if(opportunities.firstArm = '', NULL, opportunities.firstDay) AS armDay, lists.dayList AS days
FROM buyers
INNER JOIN lists ON lists.person = buyers.person
INNER JOIN known ON known.person = buyers.person
LEFT JOIN opportunities ON opportunities.personKey = sipHash64(buyers.person)
ORDER BY buyers.firstOrder
LIMIT {limit:Int32}`,
};
