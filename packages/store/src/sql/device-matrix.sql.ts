import { assignedArms } from "./assigned-arms.ts";
import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";
import { never } from "./rollups.ts";

/** Orders by the device of the first opportunity and the device of the order. */
export interface DeviceMatrixRow {
  arm: string;
  exposureDevice: string;
  /** Empty in the row of the people themselves, which counts no orders, and where the order tells no device. */
  orderDevice: string;
  /** 1 where an event of the person names a user id: only their devices can be linked. */
  linked: number;
  isPeople: number;
  /** People of the arm and device, or those who ordered on `orderDevice`. */
  people: string;
  orders: string;
  amountMicros: string;
}

/** Where people met a tactic and where they ordered, within windowMs of the first opportunity; refunds are not taken off. */
export const deviceMatrix: NamedQuery = {
  parameters: { tacticId: "String", windowMs: "Int64" },
  text: `
WITH ${peopleNow},
${assignedArms},
linked AS (
  SELECT DISTINCT ${personOf("profile_days")} AS person
  FROM profile_days ${joinPeople("profile_days")}
  WHERE firstKnownAt < ${never}
),
paid AS (
  SELECT ${personOf("money_events")} AS person, at, amountMicros, toString(device) AS deviceName
  FROM money_events ${joinPeople("money_events")}
  WHERE moneyKind = 'order'
),
outcomes AS (
  SELECT
    paid.person AS person,
    groupArrayIf((deviceName, amountMicros), at >= startAt AND at < startAt + {windowMs:Int64}) AS orders
  FROM paid INNER JOIN assigned ON assigned.person = paid.person
  GROUP BY person
),
cells AS (
  SELECT
    assigned.arm AS arm,
    startDevice,
    assigned.person IN (SELECT person FROM linked) AS isLinked,
    arrayJoin(arrayConcat(
      [('', 1, toUInt64(0), toInt64(0))],
      arrayMap(
        name -> (
          name,
          0,
          toUInt64(arrayCount(order -> order.1 = name, outcomes.orders)),
          arraySum(order -> if(order.1 = name, order.2, 0), outcomes.orders)
        ),
        arrayDistinct(outcomes.orders.1)
      )
    )) AS cell
  FROM assigned LEFT JOIN outcomes ON outcomes.person = assigned.person
)
SELECT
  arm,
  startDevice AS exposureDevice,
  cell.1 AS orderDevice,
  toInt32(isLinked) AS linked,
  toInt32(cell.2) AS isPeople,
  count() AS people,
  sum(cell.3) AS orders,
  sum(cell.4) AS amountMicros
FROM cells
GROUP BY arm, exposureDevice, orderDevice, linked, isPeople
ORDER BY arm, exposureDevice, isPeople, orderDevice, linked`,
};
