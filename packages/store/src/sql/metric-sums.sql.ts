import { assignedArms, segmentBefore, were } from "./assigned-arms.ts";
import { groupsBy, isAsked } from "./groups-by.ts";
import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";
import { orderEvent } from "./rollups.ts";

/**
 * The sums of one metric in one arm of one group, from four values per person: numerator and denominator after the first opportunity, and
 * the same two in as long a time before it. A metric without a denominator has 1 in its place.
 */
export interface MetricSumsRow {
  /** `everyone`, `device`, `segment` or `day` (of the first opportunity). */
  dimension: string;
  value: string;
  arm: string;
  people: string;
  numerator: number;
  denominator: number;
  preNumerator: number;
  preDenominator: number;
  numeratorSquares: number;
  denominatorSquares: number;
  preNumeratorSquares: number;
  preDenominatorSquares: number;
  numeratorDenominator: number;
  numeratorPreNumerator: number;
  numeratorPreDenominator: number;
  denominatorPreNumerator: number;
  denominatorPreDenominator: number;
  preNumeratorPreDenominator: number;
  /** For the checks of skew and of outliers. */
  numeratorCubes: number;
  numeratorLargest: number;
  /** People with a numerator, people with a denominator. */
  withNumerator: string;
  withDenominator: string;
}

/** Where the events of a metric are read: of an order everything that it may ask lies beside the events, among a hundredth of the rows. */
export function tableOf(events: readonly unknown[]): "events" | "money_events" {
  return events.every((name) => name === orderEvent) ? "money_events" : "events";
}

type Side = "numerator" | "denominator";
type Phase = "Post" | "Pre";

/** A pause longer than this ends a visit. */
const visitGapMs = 30 * 60_000;

/** Whether an event counts for this side of the metric. An empty list of a filter lets everything through. */
export function matches(side: Side): string {
  const list = (name: string) => `CAST({${side}${name}:Array(String)}, 'Array(String)')`;
  return `(has(${list("Events")}, '*') OR name IN (${list("Events")}))
      AND (empty(${list("Channels")}) OR has(${list("Channels")}, toString(channel)))
      AND (empty(${list("Devices")}) OR has(${list("Devices")}, toString(device)))
      AND (empty(${list("Items")}) OR hasAny(${list("Items")}, itemIds))
      AND (empty(${list("Categories")}) OR hasAny(${list("Categories")}, arrayMap(category -> toString(category), itemCategories)))
      AND ({${side}Property:String} = '' OR has(propertyNames, {${side}Property:String}))`;
}

/** The number that a side sums up; the columns are read only where it does. */
function propertyOf(side: Side): string {
  const value = `propertyValues[indexOf(propertyNames, {${side}Property:String})]`;
  return `if({${side}Aggregation:String} = 'property', ${value}, 0.)`;
}

const within: Record<Phase, string> = {
  Post: "at >= startAt + {afterMs:Int64} AND at < startAt + {windowMs:Int64}",
  Pre: "at >= startAt + {afterMs:Int64} - {windowMs:Int64} AND at < startAt",
};

/**
 * The value of one side in one phase, per person. Only what the aggregation asks for is in the text: planning all of them takes the engine longer than working
 * one out.
 */
export function measured(side: Side, phase: Phase, aggregation: string): string {
  const name = `${side}${phase}`;
  const counts = `(is_${side} AND ${within[phase]})`;
  switch (aggregation) {
    case "any":
      return `toFloat64(countIf(${counts}) >= {${side}Times:Int32}) AS ${name}`;
    case "absent":
      return `toFloat64(countIf(${counts}) = 0) AS ${name}`;
    case "count":
      return `toFloat64(countIf(${counts})) AS ${name}`;
    case "days":
      return `toFloat64(uniqExactIf(day, ${counts})) AS ${name}`;
    case "quantity":
      return `toFloat64(sumIf(quantity, ${counts})) AS ${name}`;
    case "property":
      return `sumIf(${side}Value, ${counts}) AS ${name}`;
    case "amount":
      return `countIf(${counts} AND moneyKind = 'order') AS ${name}Orders,
    minIf(at, ${counts} AND moneyKind = 'order') AS ${name}FirstOrderAt,
    groupUniqArrayIf(orderId, ${counts} AND moneyKind = 'order' AND orderId != '') AS ${name}OrderIds,
    groupArrayIf((orderId, at, amountMicros), ${within[phase]} AND moneyKind = 'refund') AS ${name}Refunds,
    arrayFilter(
      refund -> if(refund.1 = '', ${name}Orders > 0 AND refund.2 >= ${name}FirstOrderAt, has(${name}OrderIds, refund.1)),
      ${name}Refunds
    ) AS ${name}OwnRefunds,
    (sumIf(amountMicros, ${counts} AND moneyKind = 'order') - arraySum(refund -> refund.3, ${name}OwnRefunds)) / 1e6 AS ${name}`;
    case "seconds":
      return `arrayDifference(arraySort(groupArrayIf(at, ${counts}))) AS ${name}Gaps,
    arraySum(gap -> if(gap <= ${visitGapMs}, gap, 0), ${name}Gaps) / 1e3 AS ${name}`;
    case "visits":
      return `groupArrayIf(at, ${counts}) AS ${name}Times,
    toFloat64(notEmpty(${name}Times) + arrayCount(gap -> gap > ${visitGapMs}, arrayDifference(arraySort(${name}Times)))) AS ${name}`;
    default:
      return `0. AS ${name}`;
  }
}

/** A person without any event has no row of values: zero of everything, and one `absent`. */
function valueOrNone(side: Side, phase: Phase, aggregation: string): string {
  return `if(outcomes.isSeen = 1, outcomes.${side}${phase}, ${aggregation === "absent" ? "1." : "0."})`;
}

function sumsOf(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, expression]) => `  sum(${expression}) AS ${name},`)
    .join("\n");
}

/**
 * A metric as data: events, filter, aggregation, window and cap are parameters of this one query, written into it as literals.
 *
 * Values count from afterMs to windowMs after the first opportunity; before it for as long. Who has no denominator counts nothing in
 * either. Numerators above the cap (millionths of their unit) are set to it. A person's segment is what they were before the first
 * opportunity: `customer` with an order, else `known` with an event that names a user id, else `anonymous`.
 */
export const metricSums: NamedQuery = {
  parameters: {
    tacticId: "String",
    afterMs: "Int64",
    windowMs: "Int64",
    capMicros: "Nullable(Int64)",
    by: "Array(String)",
    numeratorEvents: "Array(String)",
    numeratorAggregation: "String",
    numeratorTimes: "Int32",
    numeratorChannels: "Array(String)",
    numeratorDevices: "Array(String)",
    numeratorItems: "Array(String)",
    numeratorCategories: "Array(String)",
    numeratorProperty: "String",
    denominatorEvents: "Array(String)",
    denominatorAggregation: "String",
    denominatorTimes: "Int32",
    denominatorChannels: "Array(String)",
    denominatorDevices: "Array(String)",
    denominatorItems: "Array(String)",
    denominatorCategories: "Array(String)",
    denominatorProperty: "String",
  },
  text({ numeratorAggregation, denominatorAggregation, numeratorEvents, denominatorEvents, by }) {
    const table = tableOf([numeratorEvents, denominatorEvents].flat());
    return sumsText(`${numeratorAggregation}`, `${denominatorAggregation}`, table, by);
  },
};

function sumsText(numerator: string, denominator: string, table: ReturnType<typeof tableOf>, by: unknown): string {
  const divides = denominator !== "";
  return `
WITH ${peopleNow},
${assignedArms},
${were},
touches AS (
  SELECT
    ${personOf(table)} AS person,
    at,
    day,
    moneyKind,
    amountMicros,
    orderId,
    if('quantity' IN ({numeratorAggregation:String}, {denominatorAggregation:String}), arraySum(itemQuantities), 0.) AS quantity,
    ${propertyOf("numerator")} AS numeratorValue,
    ${propertyOf("denominator")} AS denominatorValue,
    ${matches("numerator")} AS is_numerator,
    ${matches("denominator")} AS is_denominator
  FROM ${table} ${joinPeople(table)}
  WHERE ${table === "events" ? "actor = 'person' AND " : ""}(is_numerator OR is_denominator OR moneyKind = 'refund')
),
outcomes AS (
  SELECT
    touches.person AS person,
    1 AS isSeen,
    ${measured("numerator", "Post", numerator)},
    ${measured("denominator", "Post", denominator)},
    ${measured("numerator", "Pre", numerator)},
    ${measured("denominator", "Pre", denominator)}
  FROM touches INNER JOIN assigned ON assigned.person = touches.person
  GROUP BY person
),
valued AS (
  SELECT
    assigned.arm AS arm,
    startDevice,
    startDay,
    ${isAsked(by, "segment") ? segmentBefore : "''"} AS segment,
    ${divides ? valueOrNone("denominator", "Post", denominator) : "1."} AS d,
    ${divides ? valueOrNone("denominator", "Pre", denominator) : "1."} AS pd,
    if(d = 0, 0., least(${valueOrNone("numerator", "Post", numerator)}, ifNull({capMicros:Nullable(Int64)} / 1e6, inf))) AS x,
    if(pd = 0, 0., least(${valueOrNone("numerator", "Pre", numerator)}, ifNull({capMicros:Nullable(Int64)} / 1e6, inf))) AS px
  FROM assigned
  LEFT JOIN outcomes ON outcomes.person = assigned.person
  ${isAsked(by, "segment") ? "LEFT JOIN were ON were.person = assigned.person" : ""}
)
SELECT
  dimension,
  value,
  arm,
  count() AS people,
${sumsOf({
  numerator: "x",
  denominator: "d",
  preNumerator: "px",
  preDenominator: "pd",
  numeratorSquares: "x * x",
  denominatorSquares: "d * d",
  preNumeratorSquares: "px * px",
  preDenominatorSquares: "pd * pd",
  numeratorDenominator: "x * d",
  numeratorPreNumerator: "x * px",
  numeratorPreDenominator: "x * pd",
  denominatorPreNumerator: "d * px",
  denominatorPreDenominator: "d * pd",
  preNumeratorPreDenominator: "px * pd",
  numeratorCubes: "x * x * x",
})}
  max(x) AS numeratorLargest,
  countIf(x != 0) AS withNumerator,
  countIf(d != 0) AS withDenominator
FROM valued
ARRAY JOIN ${groupsBy(by, { device: "startDevice", segment: "segment", day: "startDay" })}
GROUP BY dimension, value, arm
ORDER BY dimension, value, arm`;
}
