import { assignedArms } from "./assigned-arms.ts";
import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

/** People outside the global holdout, by how consistent what they saw across channels (or devices) was. */
export interface ConsistencyRow {
  /** `one-place`: no placement on two channels (or devices) within a day; `consistent`: never a conflict then; `conflicting`: on some day. */
  level: string;
  people: string;
  /** Days with an opportunity, summed over people; those with a placement on two of them; those with a conflict. */
  personDays: string;
  sharedDays: string;
  conflictDays: string;
  /** People with an order within windowMs of their first opportunity. */
  conversions: string;
}

/**
 * A conflict: on one business day a placement showed a person nothing in common (tactic, variant and arm) on the channels it was seen on;
 * with `across: device`, on the devices. Opportunities of which that is not known are left out.
 */
export const consistency: NamedQuery = {
  parameters: { tacticId: "String", windowMs: "Int64", across: "String" },
  text: `
WITH ${peopleNow},
${assignedArms},
by_place AS (
  SELECT
    ${personOf("exposures")} AS person,
    day,
    placementId,
    if({across:String} = 'device', toString(device), toString(channel)) AS place,
    groupUniqArray((toString(tacticId), toString(variantId), toString(arm))) AS offers
  FROM exposures ${joinPeople("exposures")}
  WHERE arm IN ('exposed', 'tactic-holdout')
    AND place != ''
    AND ({tacticId:String} = '' OR tacticId = {tacticId:String})
  GROUP BY person, day, placementId, place
),
by_placement AS (
  SELECT
    person,
    day,
    count() > 1 AS isShared,
    groupArray(offers) AS offersByPlace,
    isShared AND empty(arrayFold((common, seen) -> arrayIntersect(common, seen), offersByPlace, offersByPlace[1])) AS isConflict
  FROM by_place
  GROUP BY person, day, placementId
),
by_person AS (
  SELECT
    person,
    count() AS days,
    sum(dayShared) AS daysShared,
    sum(dayConflict) AS daysInConflict,
    multiIf(daysShared = 0, 'one-place', daysInConflict = 0, 'consistent', 'conflicting') AS level
  FROM (SELECT person, day, max(isShared) AS dayShared, max(isConflict) AS dayConflict FROM by_placement GROUP BY person, day)
  GROUP BY person
),
orders AS (
  SELECT ${personOf("money_events")} AS person, at
  FROM money_events ${joinPeople("money_events")}
  WHERE moneyKind = 'order'
),
buyers AS (
  SELECT orders.person AS person, 1 AS hasBought
  FROM orders INNER JOIN assigned ON assigned.person = orders.person
  WHERE orders.at >= assigned.startAt AND orders.at < assigned.startAt + {windowMs:Int64}
  GROUP BY person
)
SELECT
  level,
  count() AS people,
  sum(days) AS personDays,
  sum(daysShared) AS sharedDays,
  sum(daysInConflict) AS conflictDays,
  countIf(buyers.hasBought = 1) AS conversions
FROM by_person
INNER JOIN assigned ON assigned.person = by_person.person
LEFT JOIN buyers ON buyers.person = by_person.person
WHERE assigned.arm != 'global-holdout'
GROUP BY level
ORDER BY level`,
};
