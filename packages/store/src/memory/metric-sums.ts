import type { EventRow } from "@attune/engine/ports/analytics";
import type { Json } from "@attune/model/json";
import { microsPerUnit } from "@attune/model/money";
import { type AnalyticsRows, type AnswerRow, groupBy, sumMicros } from "./analytics-rows.ts";
import { type AssignedPerson, assignedPeople } from "./assigned-arms.ts";
import { inKeyOrder } from "./in-key-order.ts";
import { refundsOfOrders } from "./outcomes-by-arm.ts";

interface Side {
  events: string[];
  aggregation: string;
  times: number;
  channels: string[];
  devices: string[];
  items: string[];
  categories: string[];
  property: string;
}

/** Numerator and denominator, after and before the first opportunity. */
interface Values {
  x: number;
  d: number;
  px: number;
  pd: number;
}

const visitGapMs = 30 * 60_000;

/** Twin of `sql/metric-sums.sql.ts`. */
export function metricSums(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  const { tacticId, afterMs, windowMs, capMicros, by } = parameters as {
    tacticId: string;
    afterMs: number;
    windowMs: number;
    capMicros: number | null;
    by: string[];
  };
  const numerator = sideOf(parameters, "numerator");
  const denominator = sideOf(parameters, "denominator");
  const cap = capMicros === null ? Infinity : capMicros / 1e6;

  const valuesOf = ({ events, startAt }: AssignedPerson): Values => {
    const after = events.filter(({ at }) => at >= startAt + afterMs && at < startAt + windowMs);
    const before = events.filter(({ at }) => at >= startAt + afterMs - windowMs && at < startAt);
    const d = denominator.aggregation === "" ? 1 : measured(denominator, after);
    const pd = denominator.aggregation === "" ? 1 : measured(denominator, before);
    return {
      x: d === 0 ? 0 : Math.min(cap, measured(numerator, after)),
      d,
      px: pd === 0 ? 0 : Math.min(cap, measured(numerator, before)),
      pd,
    };
  };

  const people = assignedPeople(rows, tacticId).flatMap((person) => {
    const groups: Array<[string, string]> = [
      ["everyone", ""],
      ["device", person.startDevice],
      ["segment", person.segment],
      ["day", `${person.startDay}`],
    ];
    const values = valuesOf(person);
    return groups
      .filter(([dimension]) => dimension === "everyone" || by.includes(dimension))
      .map(([dimension, value]) => ({ dimension, value, arm: person.arm, values }));
  });
  return inKeyOrder(
    [...groupBy(people, ({ dimension, value, arm }) => `${dimension}\0${value}\0${arm}`).values()].map((group) => {
      const { dimension, value, arm } = group[0]!;
      return { dimension, value, arm, ...summarize(group.map(({ values }) => values)) };
    }),
    ["dimension", "value", "arm"],
  );
}

export function sideOf(parameters: Record<string, Json>, side: string): Side {
  const of = <T>(name: string) => parameters[`${side}${name}`] as T;
  return {
    events: of("Events"),
    aggregation: of("Aggregation"),
    times: of("Times"),
    channels: of("Channels"),
    devices: of("Devices"),
    items: of("Items"),
    categories: of("Categories"),
    property: of("Property"),
  };
}

export function measured(side: Side, events: readonly EventRow[]): number {
  const counted = events.filter((event) => matches(side, event));
  switch (side.aggregation) {
    case "any":
      return counted.length >= side.times ? 1 : 0;
    case "absent":
      return counted.length === 0 ? 1 : 0;
    case "count":
      return counted.length;
    case "days":
      return new Set(counted.map(({ day }) => day)).size;
    case "quantity":
      return counted.flatMap(({ itemQuantities }) => itemQuantities).reduce((sum, quantity) => sum + quantity, 0);
    case "amount": {
      const orders = counted.filter(({ moneyKind }) => moneyKind === "order");
      const refunds = refundsOfOrders([...orders, ...events.filter(({ moneyKind }) => moneyKind === "refund")]);
      return Number(sumMicros(orders, "order") - sumMicros(refunds, "refund")) / microsPerUnit;
    }
    case "property":
      return counted.reduce((sum, event) => sum + (numberIn(event, side.property) ?? 0), 0);
    case "seconds":
      return gaps(counted).reduce((sum, gap) => sum + (gap <= visitGapMs ? gap : 0), 0) / 1e3;
    case "visits":
      return counted.length === 0 ? 0 : 1 + gaps(counted).filter((gap) => gap > visitGapMs).length;
    default:
      return 0;
  }
}

function matches({ events, channels, devices, items, categories, property }: Side, row: EventRow): boolean {
  return (
    (events.includes("*") || events.includes(row.name)) &&
    (channels.length === 0 || channels.includes(row.channel)) &&
    (devices.length === 0 || devices.includes(row.device)) &&
    (items.length === 0 || row.itemIds.some((item) => items.includes(item))) &&
    (categories.length === 0 || row.itemCategories.some((category) => categories.includes(category))) &&
    (property === "" || numberIn(row, property) !== undefined)
  );
}

function numberIn({ propertyNames, propertyValues }: EventRow, property: string): number | undefined {
  const index = propertyNames.indexOf(property);
  return index < 0 ? undefined : propertyValues[index];
}

/** Milliseconds from each event to the next. */
function gaps(events: readonly EventRow[]): number[] {
  const times = events.map(({ at }) => at).sort((a, b) => a - b);
  return times.slice(1).map((at, i) => at - times[i]!);
}

function summarize(people: readonly Values[]): AnswerRow {
  const sum = (of: (values: Values) => number) => people.reduce((total, values) => total + of(values), 0);
  return {
    people: `${people.length}`,
    numerator: sum(({ x }) => x),
    denominator: sum(({ d }) => d),
    preNumerator: sum(({ px }) => px),
    preDenominator: sum(({ pd }) => pd),
    numeratorSquares: sum(({ x }) => x * x),
    denominatorSquares: sum(({ d }) => d * d),
    preNumeratorSquares: sum(({ px }) => px * px),
    preDenominatorSquares: sum(({ pd }) => pd * pd),
    numeratorDenominator: sum(({ x, d }) => x * d),
    numeratorPreNumerator: sum(({ x, px }) => x * px),
    numeratorPreDenominator: sum(({ x, pd }) => x * pd),
    denominatorPreNumerator: sum(({ d, px }) => d * px),
    denominatorPreDenominator: sum(({ d, pd }) => d * pd),
    preNumeratorPreDenominator: sum(({ px, pd }) => px * pd),
    numeratorCubes: sum(({ x }) => x ** 3),
    numeratorLargest: people.reduce((largest, { x }) => Math.max(largest, x), -Infinity),
    withNumerator: `${people.filter(({ x }) => x !== 0).length}`,
    withDenominator: `${people.filter(({ d }) => d !== 0).length}`,
  };
}
