import { joinPeople, personOf } from "./named-query.ts";

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
    argMin(armName, (at, offset)) AS arm,
    argMin(day, (at, offset)) AS startDay,
    argMin(deviceName, (at, offset)) AS startDevice,
    min(at) AS startAt
  FROM opportunities
  GROUP BY person
)`;
