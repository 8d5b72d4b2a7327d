import { joinPeople, moment, personOf } from "./named-query.ts";
import { never } from "./rollups.ts";

/**
 * Common table expressions that end in `assigned`: one row per person with the arm, time, business day and device of their first
 * opportunity (by time, then offset). With a tactic's id its arms `exposed` and `tactic-holdout`; with an empty one those of
 * personalization as a whole, `treated` and `global-holdout`; with `experiment/<id>` the variants of an experiment. Needs `people_now`
 * before it.
 */
export const assignedArms = `opportunities AS (
  SELECT
    ${personOf("exposures")} AS person,
    if({tacticId:String} = '', if(arm = 'global-holdout', 'global-holdout', 'treated'), toString(arm)) AS armName,
    at,
    offset,
    day,
    toString(device) AS deviceName
  FROM exposures ${joinPeople("exposures")}
  WHERE arm IN ('exposed', 'tactic-holdout', 'global-holdout')
    AND ({tacticId:String} = '' OR (tacticId = {tacticId:String} AND arm != 'global-holdout'))
  UNION ALL
  SELECT ${personOf("assignments")} AS person, toString(variantId) AS armName, at, offset, day, toString(device) AS deviceName
  FROM assignments ${joinPeople("assignments")}
  WHERE {tacticId:String} LIKE 'experiment/%' AND experimentId = substring({tacticId:String}, 12)
),
assigned AS (
  SELECT
    person,
    argMin(armName, ${moment}) AS arm,
    argMin(day, ${moment}) AS startDay,
    argMin(deviceName, ${moment}) AS startDevice,
    min(at) AS startAt
  FROM opportunities
  GROUP BY person
)`;

/**
 * Common table expression `were`: since when a person is a customer (an order) and known (an event that names a user id). Who is neither has no row. Needs
 * `people_now` before it.
 */
export const were = `were AS (
  SELECT ${personOf("profile_days")} AS person, min(firstOrderAt) AS customerSince, min(firstKnownAt) AS knownSince
  FROM profile_days ${joinPeople("profile_days")}
  WHERE firstOrderAt < ${never} OR firstKnownAt < ${never}
  GROUP BY person
)`;

/** What a person of `assigned` was before their first opportunity; where `were` is joined to it. */
export const segmentBefore =
  "multiIf(were.person != assigned.person, 'anonymous', customerSince < startAt, 'customer', knownSince < startAt, 'known', 'anonymous')";
