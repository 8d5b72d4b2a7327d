import { groupsBy, isAsked } from "./groups-by.ts";
import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";
import { never } from "./rollups.ts";
import { stepTimes, touch, touches, whichSteps } from "./step-times.ts";

/** How many people of a group reached a stage, and how long they took for it from the stage before. Stage 0 is everyone. */
export interface FunnelRow {
  /** `everyone`, `segment`, `channel` or `device`. */
  dimension: string;
  /** Empty for everyone, and where the first event tells nothing of it. */
  value: string;
  stage: number;
  people: string;
  /** Milliseconds from the stage before, exact quantiles (the lower of two); null for stage 0. */
  medianMs: number | null;
  p90Ms: number | null;
}

/** The parts of `entry` by their place: over shards their names are not known. */
const entry = { at: part(1), offset: part(2), channel: part(3), device: part(4), identified: part(5) };
const entryMoment = `bitShiftLeft(toInt128(${entry.at}), 64) + ${entry.offset}`;

function part(place: number): string {
  return `tupleElement(entry, ${place})`;
}

/** A word of the first event, read only where the answer is told apart by it. */
const told = (column: "channel" | "device") =>
  `argMin(if(has({by:Array(String)}, '${column}'), ${entry[column]}, ''), ${entryMoment})`;

const inRange = "day >= {fromDay:Int32} AND day < {beforeDay:Int32}";

const segment =
  "multiIf(were.hasOrdered = 1, 'customer', were.isKnown = 1 OR firstIdentified = 1, 'known', 'anonymous')";

/** Each stage as (number, people, quantiles of the time that it took): a column each, which takes a tenth of the time that a row for each person and stage takes. */
function stages(steps: number): string {
  const later = Array.from({ length: steps }, (_, i) => {
    const reached = `length(reachedAt) > ${i + 1}`;
    const taken = `quantilesExactLowIf(0.5, 0.9)(reachedAt[${i + 2}] - reachedAt[${i + 1}], ${reached})`;
    return `(toInt32(${i + 1}), countIf(${reached}), ${taken})`;
  });
  return ["(toInt32(0), count(), emptyArrayInt64())", ...later].join(", ");
}

/**
 * The way of people through the steps, from their first event on a business day with fromDay ≤ day < beforeDay on. A person's segment is what
 * they were then: `customer` with an order on a day before, else `known` where that event or one on a day before it names a user id, else
 * `anonymous`; channel and device are those of that event.
 */
export const funnel: NamedQuery = {
  parameters: { steps: "Array(String)", by: "Array(String)", fromDay: "Int32", beforeDay: "Int32" },
  text: ({ steps, by }) => `
WITH ${peopleNow},
entered AS (
  SELECT
    ${personOf("profile_days")} AS person,
    toInt64(bitShiftRight(min(${entryMoment}), 64)) AS firstAt,
    ${told("channel")} AS firstChannel,
    ${told("device")} AS firstDevice,
    argMin(${entry.identified}, ${entryMoment}) AS firstIdentified
  FROM profile_days ${joinPeople("profile_days")}
  WHERE ${inRange}
  GROUP BY person
),
were AS (
  SELECT ${personOf("profile_days")} AS person, max(firstOrderAt < ${never}) AS hasOrdered, max(firstKnownAt < ${never}) AS isKnown
  FROM profile_days ${joinPeople("profile_days")}
  WHERE day < {fromDay:Int32} AND (firstOrderAt < ${never} OR firstKnownAt < ${never})
  GROUP BY person
),
touched AS (
  SELECT person, ${touches}
  FROM (
    SELECT ${personOf("events")} AS person, ${touch((steps as string[]).length)} AS touch, ${whichSteps}
    FROM events ${joinPeople("events")}
    WHERE actor = 'person' AND ${inRange} AND name IN ({steps:Array(String)})
  )
  GROUP BY person
),
walked AS (
  SELECT
    person,
    ${stepTimes((steps as string[]).length)}
  FROM touched
),
by_person AS (
  SELECT
    firstChannel,
    firstDevice,
    ${isAsked(by, "segment") ? segment : "''"} AS segment,
    arrayPushFront(walked.times, firstAt) AS reachedAt
  FROM entered
  LEFT JOIN walked ON walked.person = entered.person
  ${isAsked(by, "segment") ? "LEFT JOIN were ON were.person = entered.person" : ""}
),
summed AS (
  SELECT dimension, value, [${stages((steps as string[]).length)}] AS stages
  FROM by_person
  ARRAY JOIN ${groupsBy(by, { segment: "segment", channel: "firstChannel", device: "firstDevice" })}
  GROUP BY dimension, value
)
SELECT
  dimension,
  value,
  one.1 AS stage,
  one.2 AS people,
  if(stage = 0, NULL, toFloat64(one.3[1])) AS medianMs,
  if(stage = 0, NULL, toFloat64(one.3[2])) AS p90Ms
FROM summed
ARRAY JOIN stages AS one
WHERE people > 0
ORDER BY dimension, value, stage`,
};
