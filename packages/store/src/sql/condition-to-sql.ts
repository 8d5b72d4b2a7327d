import type { PeopleQuestion } from "@attune/engine/ports/analytics";
import type { Condition, EventCount, ItemFilter, TouchCount } from "@attune/model/condition";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { touchNames } from "@attune/model/vocabulary";
import { hoursToMs } from "@attune/rules/count-events";
import { dayIsOn, minuteInTime } from "@attune/rules/time-of-day";
import { sequenceToSql } from "./sequence-to-sql.ts";
import { textLiteral } from "./text-literal.ts";

/** A condition over one row per person: what is gathered of the person's events, what is computed from that, and what has to hold. */
export interface PersonSql {
  /** Aggregates over `seen`, by alias. */
  gathered: Map<string, string>;
  /** Computed one after another from those before, by alias. */
  computed: Map<string, string>;
  holds: string;
}

const isPerson = "actor = 'person'";

/**
 * The condition as SQL over everything that happened, where it can be exact: wherever a profile answers yes or no, this answers the same. What
 * analytics does not hold (traits, consent, first touch, cart, brands and prices of touches, scores, buckets, new or returning) is undetermined.
 */
export function conditionToSql(question: PeopleQuestion): PersonSql | Undetermined {
  const sql: PersonSql = { gathered: new Map(), computed: new Map(), holds: "" };
  const holds = translate(question.condition, { ...question, today: question.calendar.dayOf(question.at), sql });
  if (typeof holds !== "string") return holds;
  return { ...sql, holds };
}

interface Translation extends PeopleQuestion {
  today: number;
  sql: PersonSql;
}

function translate(condition: Condition, to: Translation): string | Undetermined {
  if ("all" in condition) return join(condition.all, " AND ", to);
  if ("any" in condition) return join(condition.any, " OR ", to);
  if ("not" in condition) {
    const part = translate(condition.not, to);
    return typeof part === "string" ? `(NOT ${part})` : part;
  }
  if ("segment" in condition) {
    const asked = to.conditions.get(condition.segment);
    if (asked === undefined || condition.forDays !== undefined) return cannot(`segment ${condition.segment} for days`);
    return translate(asked, to);
  }
  if ("event" in condition) return bounded(eventCount(condition.event, condition, to), condition, 1);
  if ("touched" in condition) return touchCount(condition, to);
  if ("sum" in condition) return bounded(sumOf(condition.sum, condition.withinDays, to), condition);
  if ("daysSince" in condition) return daysSince(condition, to);
  if ("hoursSince" in condition) return hoursSince(condition, to);
  if ("sequence" in condition) {
    const { sql, at } = to;
    return sequenceToSql(condition, { at, gather: gatherer(sql.gathered, "s"), compute: gatherer(sql.computed, "c") });
  }
  if ("weekday" in condition) return dayIsOn(to.today, condition.weekday) ? "1" : "0";
  if ("time" in condition) return minuteInTime(to.calendar.minuteOf(to.at), condition.time) ? "1" : "0";
  return cannot(Object.keys(condition)[0]!);
}

function join(parts: readonly Condition[], word: string, to: Translation): string | Undetermined {
  const translated: string[] = [];
  for (const part of parts) {
    const one = translate(part, to);
    if (typeof one !== "string") return one;
    translated.push(one);
  }
  return `(${translated.join(word)})`;
}

function cannot(clause: string): Undetermined {
  return undetermined("not-in-analytics", `analytics does not hold what the clause ${clause} asks for`);
}

/** Gives each expression one alias. */
function gatherer(into: Map<string, string>, prefix: string): (expression: string) => string {
  return (expression) => {
    for (const [alias, known] of into) if (known === expression) return alias;
    const alias = `${prefix}${into.size}`;
    into.set(alias, expression);
    return alias;
  };
}

const gather = ({ sql }: Translation, expression: string): string => gatherer(sql.gathered, "g")(expression);

function bounded(value: string, { atLeast, atMost }: { atLeast?: number; atMost?: number }, least?: number): string {
  if (atLeast === undefined && atMost === undefined && least !== undefined) return `(${value} >= ${least})`;
  const low = atLeast === undefined ? [] : [`${value} >= ${atLeast}`];
  const high = atMost === undefined ? [] : [`${value} <= ${atMost}`];
  return `(${[...low, ...high].join(" AND ")})`;
}

/** Days count what people did; hours count everything, as the latest events do, of somebody who did it at all. */
function eventCount(name: string, { withinDays, withinHours }: EventCount, to: Translation): string {
  const named = `name = ${textLiteral(name)}`;
  const ever = gather(to, `countIf(${isPerson} AND ${named})`);
  if (withinHours !== undefined) {
    const recent = gather(to, `countIf(${named} AND at > ${to.at - hoursToMs(withinHours)} AND at <= ${to.at})`);
    return `if(${ever} = 0, 0, ${recent})`;
  }
  if (withinDays === undefined) return ever;
  return gather(to, `countIf(${isPerson} AND ${named} AND ${inDays(withinDays, to)})`);
}

function inDays(withinDays: number, { today }: Translation): string {
  return `day > ${today - withinDays} AND day <= ${today}`;
}

function touchCount(condition: Extract<Condition, { touched: string }>, to: Translation): string | Undetermined {
  const filter: ItemFilter = condition;
  if (filter.brand !== undefined) return cannot("brand");
  if (filter.priceAtLeast !== undefined || filter.priceAtMost !== undefined) return cannot("price");
  const names = condition.touched === "any" ? Object.values(touchNames).flat() : touchNames[condition.touched];
  const fits = [
    ...(filter.item === undefined ? [] : [`has(${listLiteral(filter.item)}, item)`]),
    ...(filter.category === undefined ? [] : [`has(${listLiteral(filter.category)}, toString(category))`]),
  ];
  const items = `arrayFilter((item, category) -> ${fits.join(" AND ") || "1"}, itemIds, itemCategories)`;
  const when = `${isPerson} AND has(${listLiteral([...names])}, toString(name)) AND ${inTouchWindow(condition, to)}`;
  const touched = gather(to, `groupArrayArrayIf(${items}, ${when})`);
  const count =
    condition.sameItem === true
      ? `arrayMax(arrayMap(item -> countEqual(${touched}, item), arrayPushBack(arrayDistinct(${touched}), '')))`
      : `length(${touched})`;
  return bounded(count, condition, 1);
}

function inTouchWindow({ withinDays, withinHours }: TouchCount, { at, today, calendar }: Translation): string {
  if (withinHours !== undefined) return `at > ${at - hoursToMs(withinHours)} AND at <= ${at}`;
  if (withinDays === undefined) return "1";
  return `at >= ${calendar.startOf(today - withinDays + 1)} AND at < ${calendar.startOf(today + 1)}`;
}

function sumOf(name: "gross" | "refunds" | "revenue", withinDays: number | undefined, to: Translation): string {
  const when = withinDays === undefined ? "" : ` AND ${inDays(withinDays, to)}`;
  const of = (kind: string) => gather(to, `sumIf(amountMicros, ${isPerson} AND moneyKind = '${kind}'${when})`);
  if (name === "gross") return `(${of("order")} / 1000000)`;
  if (name === "refunds") return `(${of("refund")} / 1000000)`;
  return `((${of("order")} - ${of("refund")} + ${of("adjustment")}) / 1000000)`;
}

function daysSince(condition: Extract<Condition, { daysSince: string }>, to: Translation): string {
  const when = `${isPerson} AND name = ${textLiteral(condition.daysSince)} AND day <= ${to.today}`;
  const last = gather(to, `maxOrNullIf(day, ${when})`);
  return `ifNull(${bounded(`(${to.today} - ${last})`, condition)}, 0)`;
}

function hoursSince(condition: Extract<Condition, { hoursSince: string }>, to: Translation): string {
  const named = `name = ${textLiteral(condition.hoursSince)}`;
  const ever = gather(to, `countIf(${isPerson} AND ${named})`);
  const last = gather(to, `maxOrNullIf(at, ${named} AND at <= ${to.at})`);
  return `(${ever} > 0 AND ifNull(${bounded(`((${to.at} - ${last}) / 3600000)`, condition)}, 0))`;
}

function listLiteral(values: string | readonly string[]): string {
  return `[${[values].flat().map(textLiteral).join(", ")}]`;
}
