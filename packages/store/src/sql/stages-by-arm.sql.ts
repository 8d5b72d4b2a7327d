import { assignedArms, segmentBefore, were } from "./assigned-arms.ts";
import { groupsBy, isAsked } from "./groups-by.ts";
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

/** Each stage as (number, people). */
function stages(steps: number): string {
  return Array.from({ length: steps + 1 }, (_, i) => `(toInt32(${i}), countIf(length(outcomes.times) >= ${i}))`).join(
    ", ",
  );
}

/** The way through the steps after the first opportunity, per arm: what the effect on the last step is split over. */
export const stagesByArm: NamedQuery = {
  parameters: { tacticId: "String", windowMs: "Int64", steps: "Array(String)", by: "Array(String)" },
  text: ({ steps, by }) => `
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
SELECT dimension, value, arm, one.1 AS stage, one.2 AS people
FROM (
  SELECT dimension, value, assigned.arm AS arm, [${stages((steps as string[]).length)}] AS stages
  FROM assigned
  LEFT JOIN outcomes ON outcomes.person = assigned.person
  ${isAsked(by, "segment") ? "LEFT JOIN were ON were.person = assigned.person" : ""}
  ARRAY JOIN ${groupsBy(by, { device: "startDevice", segment: segmentBefore })}
  GROUP BY dimension, value, arm
)
ARRAY JOIN stages AS one
WHERE people > 0
ORDER BY dimension, value, arm, stage`,
};
