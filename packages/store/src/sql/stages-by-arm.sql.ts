import { assignedArms, segmentBefore, were } from "./assigned-arms.ts";
import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";
import { stepTimes, touch, touches, whichSteps } from "./step-times.ts";

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
  text: ({ steps }) => `
WITH ${peopleNow},
${assignedArms},
${were},
touched AS (
  SELECT ${personOf("events")} AS person, at, ${touch((steps as string[]).length)} AS touch, ${whichSteps}
  FROM events ${joinPeople("events")}
  WHERE actor = 'person' AND name IN ({steps:Array(String)})
),
within AS (
  SELECT touched.person AS person, ${touches}
  FROM touched INNER JOIN assigned ON assigned.person = touched.person
  WHERE at >= startAt AND at < startAt + {windowMs:Int64}
  GROUP BY person
),
outcomes AS (
  SELECT
    person,
    ${stepTimes((steps as string[]).length)}
  FROM within
)
SELECT
  group.1 AS dimension,
  group.2 AS value,
  assigned.arm AS arm,
  toInt32(step - 1) AS stage,
  count() AS people
FROM assigned
LEFT JOIN outcomes ON outcomes.person = assigned.person
LEFT JOIN were ON were.person = assigned.person
ARRAY JOIN
  arrayFilter(
    group -> group.1 = 'everyone' OR has(CAST({by:Array(String)}, 'Array(String)'), group.1),
    [
      ('everyone', ''),
      ('device', startDevice),
      ('segment', ${segmentBefore})
    ]
  ) AS group
ARRAY JOIN arrayEnumerate(arrayPushFront(outcomes.times, toInt64(0))) AS step
GROUP BY dimension, value, arm, stage
ORDER BY dimension, value, arm, stage`,
};
