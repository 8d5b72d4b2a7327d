import { compareMeans, compareRatios } from "@attune/measure/experiment/compare-means";
import { compareProportions } from "@attune/measure/experiment/compare-proportions";
import type { Json } from "@attune/model/json";
import type { GroupOutcome, MetricComparison } from "@attune/model/report";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { unitsOf } from "./money-units.ts";

/** The sums of one group's people that every comparison is made from. Revenue in currency units, net of refunds. */
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
  windowsComplete: number;
  /** When the first of them met their first opportunity; null where the group is empty. */
  firstStartAt: number | null;
  /** Least and greatest logged probability of this group for one of its people; null where the group is empty. */
  propensities: [number, number] | null;
}

/** Below this many people in a group nothing is said of it. */
const fewestPeople = 20;

/**
 * Below this many buyers in a group an interval of money is too narrow where the other group is much larger: the skew of what people
 * spend no longer cancels out. Chosen by simulation, docs/methods/tactic-report.md.
 */
const fewestBuyers = 100;

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
    windowsComplete: number("windowsComplete"),
    firstStartAt: row === undefined ? null : number("firstStartAt"),
    propensities: row === undefined ? null : [number("propensityMin"), number("propensityMax")],
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

/**
 * Conversion rate, revenue per visitor and average order value of two groups: effect and lift with 95 % intervals for one look at a
 * moment set beforehand. Shares by score intervals and the mid-p exact test where counts are small; money only from `fewestBuyers` buyers
 * on, else undetermined `too-few-orders`. docs/methods/tactic-report.md has what was measured.
 */
export function compareGroups(treated: GroupSums, control: GroupSums): MetricComparison[] {
  const [a, b] = [groupOutcome(treated), groupOutcome(control)];
  const tooFew = fewPeople(treated, control);
  return [
    {
      name: "conversion rate",
      unit: "share",
      treated: a.conversionRate,
      control: b.conversionRate,
      ...(tooFew ?? compareProportions(conversions(treated), conversions(control))),
    },
    {
      name: "revenue per visitor",
      unit: "currency",
      treated: a.revenuePerVisitor,
      control: b.revenuePerVisitor,
      ...(tooFew ?? fewExpectedBuyers(treated, control) ?? compareMeans(revenueSums(treated), revenueSums(control))),
    },
    {
      name: "average order value, net of refunds",
      unit: "currency",
      treated: a.averageOrderValue,
      control: b.averageOrderValue,
      ...(tooFew ?? fewBuyers(treated, control) ?? compareRatios(orderValueSums(treated), orderValueSums(control))),
    },
  ];
}

type Told = Pick<MetricComparison, "effect" | "lift">;

function fewPeople(treated: GroupSums, control: GroupSums): Told | null {
  const least = Math.min(treated.people, control.people);
  if (least >= fewestPeople) return null;
  return nothingTold(
    "too-few-people",
    `The smaller group has ${least} ${least === 1 ? "person" : "people"}; an interval needs at least ${fewestPeople} in each.`,
  );
}

/**
 * Buyers that the smaller group would have if both bought alike. Of the number that it has, revenue per visitor is itself a function: a
 * report that speaks only when the smaller group bought much would find effects that are not there.
 */
function fewExpectedBuyers(treated: GroupSums, control: GroupSums): Told | null {
  const share = Math.min(treated.people, control.people) / (treated.people + control.people);
  const expected = share * (treated.conversions + control.conversions);
  if (expected >= fewestBuyers) return null;
  return nothingTold(
    "too-few-orders",
    `${haveOrdered(treated, control)}: about ${Math.floor(expected)} for a group as small as the smaller one, where an interval of revenue needs at least ${fewestBuyers}.`,
  );
}

function fewBuyers(treated: GroupSums, control: GroupSums): Told | null {
  if (Math.min(treated.conversions, control.conversions) >= fewestBuyers) return null;
  return nothingTold(
    "too-few-orders",
    `${haveOrdered(treated, control)}; an interval of order values needs at least ${fewestBuyers} buyers in each group.`,
  );
}

function haveOrdered(treated: GroupSums, control: GroupSums): string {
  return `${treated.conversions} exposed and ${control.conversions} held-out people have ordered`;
}

function nothingTold(code: string, reason: string): Told {
  const why = undetermined(code, reason);
  return { effect: why, lift: why };
}

function conversions({ people, conversions: successes }: GroupSums) {
  return { n: people, successes };
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
    unitsWithDenominator: sums.conversions,
  };
}
