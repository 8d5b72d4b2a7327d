import { compareMeans, compareRatios } from "@attune/measure/experiment/compare-means";
import type { Json } from "@attune/model/json";
import type { GroupOutcome, MetricComparison } from "@attune/model/report";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { unitsOf } from "./money-units.ts";

/** The sums of one group's people that every comparison is made from. Revenue in currency units. */
export interface GroupSums {
  people: number;
  conversions: number;
  orders: number;
  revenueMicros: bigint;
  revenueSum: number;
  revenueSumSquares: number;
  ordersSumSquares: number;
  revenueOrdersSum: number;
  crossover: number;
}

/** Below this many people in a group the normal approximation behind the intervals is not to be trusted. */
const fewestPeople = 20;

export function groupSums(row: Record<string, Json> | undefined): GroupSums {
  const number = (name: string) => Number(row?.[name] ?? 0);
  return {
    people: number("people"),
    conversions: number("conversions"),
    orders: number("orders"),
    revenueMicros: BigInt(String(row?.revenueMicros ?? 0)),
    revenueSum: number("revenueSum"),
    revenueSumSquares: number("revenueSumSquares"),
    ordersSumSquares: number("ordersSumSquares"),
    revenueOrdersSum: number("revenueOrdersSum"),
    crossover: number("crossover"),
  };
}

export function groupOutcome(sums: GroupSums): GroupOutcome {
  const perPerson = (value: number) => share(value, sums.people, "no-people", "Nobody is in this group yet.");
  return {
    people: sums.people,
    conversions: sums.conversions,
    orders: sums.orders,
    revenue: unitsOf(sums.revenueMicros),
    conversionRate: perPerson(sums.conversions),
    revenuePerVisitor: perPerson(sums.revenueSum),
    averageOrderValue: share(sums.revenueSum, sums.orders, "no-orders", "Nobody in this group has ordered yet."),
  };
}

function share(part: number, whole: number, code: string, reason: string): number | Undetermined {
  return whole === 0 ? undetermined(code, reason) : part / whole;
}

/** Conversion rate, revenue per visitor and average order value of two groups: effect and lift with 95 % intervals. */
export function compareGroups(treated: GroupSums, control: GroupSums): MetricComparison[] {
  const [a, b] = [groupOutcome(treated), groupOutcome(control)];
  const tooFew = fewPeople(treated, control);
  const conversion = compareMeans(conversionSums(treated), conversionSums(control));
  const revenue = compareMeans(revenueSums(treated), revenueSums(control));
  const orderValue = compareRatios(orderValueSums(treated), orderValueSums(control));
  return [
    {
      name: "conversion rate",
      unit: "share" as const,
      treated: a.conversionRate,
      control: b.conversionRate,
      ...(tooFew ?? told(conversion)),
    },
    {
      name: "revenue per visitor",
      unit: "currency" as const,
      treated: a.revenuePerVisitor,
      control: b.revenuePerVisitor,
      ...(tooFew ?? told(revenue)),
    },
    {
      name: "average order value",
      unit: "currency" as const,
      treated: a.averageOrderValue,
      control: b.averageOrderValue,
      ...(tooFew ?? told(orderValue)),
    },
  ];
}

type Told = Pick<MetricComparison, "effect" | "lift">;

function fewPeople(treated: GroupSums, control: GroupSums): Told | null {
  const least = Math.min(treated.people, control.people);
  if (least >= fewestPeople) return null;
  const reason = `The smaller group has ${least} people; an interval needs at least ${fewestPeople} in each.`;
  return { effect: undetermined("too-few-people", reason), lift: undetermined("too-few-people", reason) };
}

function told({ effect, lift }: Told): Told {
  if ("undetermined" in effect) return { effect, lift };
  const { estimate, standardError, interval, pValue } = effect;
  return { effect: { estimate, standardError, interval, pValue }, lift };
}

function conversionSums({ people, conversions }: GroupSums) {
  return { n: people, sum: conversions, sumSquares: conversions };
}

function revenueSums({ people, revenueSum, revenueSumSquares }: GroupSums) {
  return { n: people, sum: revenueSum, sumSquares: revenueSumSquares };
}

function orderValueSums(sums: GroupSums) {
  return {
    n: sums.people,
    numeratorSum: sums.revenueSum,
    numeratorSumSquares: sums.revenueSumSquares,
    denominatorSum: sums.orders,
    denominatorSumSquares: sums.ordersSumSquares,
    crossSum: sums.revenueOrdersSum,
  };
}
