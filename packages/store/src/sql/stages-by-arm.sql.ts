import { assignedArms } from "./assigned-arms.ts";
import { stepTimes } from "./funnel.sql.ts";
import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

/** How many people of an arm reached a stage within windowMs of their first opportunity. Stage 0 is everyone. */
export interface StagesByArmRow {
  /** `everyone`, `device` or `segment`, as in `MetricSumsRow`. */
  dimension: string;
  value: string;
  arm: string;
  stage: number;
  people: string;
}

/** The way through the steps after the first opportunity, per arm: what the effect on the last step is split over. */
export const stagesByArm: NamedQuery = {
  parameters: { tacticId: "String", windowMs: "Int64", steps: "Array(String)", by: "Array(String)" },
  text: `
WITH ${peopleNow},
${assignedArms},
touched AS (
  SELECT ${personOf("events")} AS person, at, offset, name, moneyKind, identified
  FROM events ${joinPeople("events")}
  WHERE actor = 'person' AND (moneyKind = 'order' OR identified = 1 OR has({steps:Array(String)}, name))
),
outcomes AS (
  SELECT
    touched.person AS person,
    countIf(moneyKind = 'order' AND at < startAt) > 0 AS isCustomer,
    countIf(identified = 1 AND at < startAt) > 0 AS isKnown,
    arraySort(groupArrayIf(
      (at, offset, toString(name)),
      at >= startAt AND at < startAt + {windowMs:Int64} AND has({steps:Array(String)}, name)
    )) AS touches,
    ${stepTimes} AS times
  FROM touched INNER JOIN assigned ON assigned.person = touched.person
  GROUP BY person
)
SELECT
  group.1 AS dimension,
  group.2 AS value,
  assigned.arm AS arm,
  toInt32(step - 1) AS stage,
  count() AS people
FROM assigned LEFT JOIN outcomes ON outcomes.person = assigned.person
ARRAY JOIN
  arrayFilter(
    group -> group.1 = 'everyone' OR has(CAST({by:Array(String)}, 'Array(String)'), group.1),
    [
      ('everyone', ''),
      ('device', startDevice),
      ('segment', multiIf(outcomes.isCustomer = 1, 'customer', outcomes.isKnown = 1, 'known', 'anonymous'))
    ]
  ) AS group
ARRAY JOIN arrayEnumerate(arrayPushFront(outcomes.times, toInt64(0))) AS step
GROUP BY dimension, value, arm, stage
ORDER BY dimension, value, arm, stage`,
};
