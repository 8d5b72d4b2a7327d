import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

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

/**
 * SQL over `times` (when the steps so far were reached) that walks a person's sorted touches `(at, offset, name)`: each event reaches the
 * next open step if it has its name, so that steps count in their order only, and one event reaches one step.
 */
export const stepTimes = `arrayFold(
  (reached, touch) -> if(touch.3 = {steps:Array(String)}[length(reached) + 1], arrayPushBack(reached, touch.1), reached),
  touches,
  emptyArrayInt64()
)`;

/**
 * The way of people through the steps, from their first event at t with fromMs ≤ t < toMs on. A person's segment is what
 * they were then: `customer` with an order before fromMs, else `known` where that event or one before it names a user id, else
 * `anonymous`; channel and device are those of that event.
 */
export const funnel: NamedQuery = {
  parameters: { steps: "Array(String)", by: "Array(String)", fromMs: "Int64", toMs: "Int64" },
  text: `
WITH ${peopleNow},
touched AS (
  SELECT ${personOf("events")} AS person, at, offset, name, channel, device, moneyKind, identified, at >= {fromMs:Int64} AS isInRange
  FROM events ${joinPeople("events")}
  WHERE actor = 'person' AND at < {toMs:Int64}
),
by_person AS (
  SELECT
    person,
    minIf(at, isInRange) AS firstAt,
    argMinIf(channel, (at, offset), isInRange) AS firstChannel,
    argMinIf(device, (at, offset), isInRange) AS firstDevice,
    multiIf(
      countIf(moneyKind = 'order' AND NOT isInRange) > 0, 'customer',
      countIf(identified = 1 AND NOT isInRange) > 0 OR argMinIf(identified, (at, offset), isInRange) = 1, 'known',
      'anonymous'
    ) AS segment,
    arraySort(groupArrayIf((at, offset, toString(name)), isInRange AND has({steps:Array(String)}, name))) AS touches,
    ${stepTimes} AS times
  FROM touched
  GROUP BY person
  HAVING countIf(isInRange) > 0
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
