import { were } from "./assigned-arms.ts";
import { joinPeople, moment, type NamedQuery, peopleNow, personOf } from "./named-query.ts";
import { stepTimes, touch, touchesOf } from "./step-times.ts";

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

/** A word of the first event, read only where the answer is told apart by it. */
const told = (column: string) => `if(has({by:Array(String)}, '${column}'), toString(${column}), '')`;

/**
 * The way of people through the steps, from their first event at t with fromMs ≤ t < toMs on. A person's segment is what
 * they were then: `customer` with an order before fromMs, else `known` where that event or one before it names a user id, else
 * `anonymous`; channel and device are those of that event.
 */
export const funnel: NamedQuery = {
  parameters: { steps: "Array(String)", by: "Array(String)", fromMs: "Int64", toMs: "Int64" },
  text: `
WITH ${peopleNow},
entered AS (
  SELECT
    ${personOf("entries")} AS person,
    min(entries.moment) AS firstMoment,
    toInt64(bitShiftRight(firstMoment, 64)) AS firstAt,
    argMin(entries.channel, entries.moment) AS firstChannel,
    argMin(entries.device, entries.moment) AS firstDevice,
    argMin(entries.identified, entries.moment) AS firstIdentified
  FROM (
    SELECT
      profileKey,
      min(${moment}) AS moment,
      argMin(${told("channel")}, ${moment}) AS channel,
      argMin(${told("device")}, ${moment}) AS device,
      argMin(identified, ${moment}) AS identified
    FROM events
    WHERE actor = 'person' AND at >= {fromMs:Int64} AND at < {toMs:Int64}
    GROUP BY profileKey
  ) AS entries ${joinPeople("entries")}
  GROUP BY person
),
${were},
touched AS (
  SELECT ${personOf("events")} AS person, at, ${touch} AS touch
  FROM events ${joinPeople("events")}
  WHERE actor = 'person' AND at >= {fromMs:Int64} AND at < {toMs:Int64} AND name IN ({steps:Array(String)})
),
walked AS (
  SELECT person, ${touchesOf("1")} AS touches, ${stepTimes} AS times
  FROM touched
  GROUP BY person
),
by_person AS (
  SELECT
    firstAt,
    firstChannel,
    firstDevice,
    multiIf(
      were.person = entered.person AND customerSince < {fromMs:Int64}, 'customer',
      were.person = entered.person AND knownSince < {fromMs:Int64} OR firstIdentified = 1, 'known',
      'anonymous'
    ) AS segment,
    walked.times AS times
  FROM entered
  LEFT JOIN walked ON walked.person = entered.person
  LEFT JOIN were ON were.person = entered.person
),
reached AS (
  SELECT
    group.1 AS dimension,
    group.2 AS value,
    step - 1 AS stage,
    if(step = 1, NULL, arrayPushFront(times, firstAt)[step] - arrayPushFront(times, firstAt)[step - 1]) AS takenMs
  FROM by_person
  ARRAY JOIN
    arrayFilter(
      group -> group.1 = 'everyone' OR has({by:Array(String)}, group.1),
      [('everyone', ''), ('segment', segment), ('channel', toString(firstChannel)), ('device', toString(firstDevice))]
    ) AS group
  ARRAY JOIN arrayEnumerate(arrayPushFront(times, firstAt)) AS step
)
SELECT
  dimension,
  value,
  toInt32(stage) AS stage,
  count() AS people,
  toFloat64(quantileExactLow(0.5)(takenMs)) AS medianMs,
  toFloat64(quantileExactLow(0.9)(takenMs)) AS p90Ms
FROM reached
GROUP BY dimension, value, stage
ORDER BY dimension, value, stage`,
};
