import type { JsonObject } from "@attune/model/json";
import type { ColumnReader, FindColumn } from "./column-reader.ts";
import { decimalText } from "./decimal-text.ts";
import { parseLocalTime } from "./local-time.ts";
import type { Choice, Clause, EventRule, MappingFile } from "./mapping-file.ts";
import type { ProductLine, RowGroup } from "./row-group.ts";

/** The raw event of a group, or why there is none. */
export type BuildEvent = (group: RowGroup) => { raw: JsonObject } | { refusal: string };

type Applies = (group: RowGroup) => boolean;
type Fill = (raw: JsonObject, properties: JsonObject, group: RowGroup) => void;

export function createEventBuilder(file: MappingFile, find: FindColumn): BuildEvent {
  const addConsent = consentReader(file, find);
  const identify = identifierReader(file, find);
  const rules = file.events.map((rule) => ({
    applies: condition(rule.when, find),
    timeOf: timeReader(rule.time ?? file.time, file.timeZone ?? "UTC", find),
    fill: filler(rule, file, find),
  }));

  return function buildEvent(group) {
    if (!Number.isSafeInteger(group.totalMicros))
      return { refusal: "The sum of the lines is beyond what can be kept exactly." };
    const rule = rules.find(({ applies }) => applies(group));
    if (rule === undefined) return { refusal: "No rule of the mapping applies." };
    const time = rule.timeOf(group);
    if ("refusal" in time) return time;
    const properties: JsonObject = {};
    const raw: JsonObject = {
      messageId: `${file.name}:${group.key}`,
      type: "track",
      properties,
    };
    if (time.at !== undefined) raw.timestamp = new Date(time.at).toISOString();
    identify(raw, group);
    addConsent(raw, group);
    rule.fill(raw, properties, group);
    return { raw };
  };
}

/** Without a column, what the table says has no time of its own. */
function timeReader(
  columns: string | string[] | undefined,
  timeZone: string,
  find: FindColumn,
): (group: RowGroup) => { at: number | undefined } | { refusal: string } {
  if (columns === undefined) return () => ({ at: undefined });
  const read = firstFilled(columns, find);
  const names = [columns].flat().map((name) => `\`${name}\``);
  return ({ first }) => {
    const told = read(first);
    const at = parseLocalTime(told, timeZone);
    if (at !== undefined) return { at };
    return { refusal: `${names.join(" or ")} is not a time: ${JSON.stringify(told.slice(0, 60))}` };
  };
}

/** The first of the columns that is filled in; empty where none is. */
function firstFilled(columns: string | string[], find: FindColumn): ColumnReader {
  const readers = [columns].flat().map(find);
  return (row) => {
    for (const read of readers) {
      const value = read(row);
      if (value.trim() !== "") return value;
    }
    return "";
  };
}

function identifierReader(file: MappingFile, find: FindColumn): (raw: JsonObject, group: RowGroup) => void {
  const { userId, anonymousId, email, phone, loyaltyId, otherwise } = file.identifiers;
  const readers = Object.entries({ userId, anonymousId, email, phone, loyalty_id: loyaltyId }).flatMap(
    ([field, columns]) => (columns === undefined ? [] : [{ field, read: firstFilled(columns, find) }]),
  );
  return (raw, group) => {
    const traits: JsonObject = {};
    let isNamed = false;
    for (const { field, read } of readers) {
      const value = withoutTextMark(read(group.first).trim());
      if (value === "") continue;
      isNamed = true;
      if (field === "userId" || field === "anonymousId") raw[field] = value;
      else traits[field] = value;
    }
    for (const _ in traits) raw.context = { traits };
    if (!isNamed && otherwise === "anonymous") raw.anonymousId = `${file.name}:${group.key}`;
  };
}

/** Shopify and spreadsheets write `'7001` where a number is to stay a text: the mark is no part of it. */
function withoutTextMark(value: string): string {
  return /^'[+\d]/.test(value) ? value.slice(1) : value;
}

/** Choices that a table keeps. What is neither a yes nor a no says nothing. */
function consentReader(file: MappingFile, find: FindColumn): (raw: JsonObject, group: RowGroup) => void {
  const readers = Object.entries(file.consent ?? {}).map(([purpose, choices]) => ({
    purpose,
    saidBy: [choices ?? []].flat().map((choice) => choiceReader(choice, find)),
  }));
  return (raw, group) => {
    const consent: JsonObject = {};
    for (const { purpose, saidBy } of readers) {
      for (const says of saidBy) {
        const said = says(group.first);
        if (said === undefined) continue;
        consent[purpose] = said;
        break;
      }
    }
    for (const _ in consent) raw.context = { ...(raw.context as JsonObject | undefined), consent };
  };
}

function choiceReader(choice: Choice, find: FindColumn): (row: readonly string[]) => boolean | undefined {
  const read = find(choice.column);
  if ("filled" in choice) return (row) => (read(row).trim() === "" ? undefined : choice.filled === "yes");
  const [yes, no] = [choice.yes, choice.no].map((words) => new Set(words.map((word) => word.toLowerCase())));
  return (row) => {
    const said = read(row).trim().toLowerCase();
    if (yes!.has(said)) return true;
    return no!.has(said) ? false : undefined;
  };
}

function condition(when: Clause | undefined, find: FindColumn): Applies {
  if (when === undefined) return () => true;
  const checks: Applies[] = [];
  const { column, is, startsWith, total } = when;
  if (column !== undefined) {
    const read = find(column);
    if (is !== undefined) checks.push(({ first }) => [is].flat().includes(read(first).trim()));
    if (startsWith !== undefined)
      checks.push(({ first }) => [startsWith].flat().some((beginning) => read(first).trim().startsWith(beginning)));
  }
  if (total !== undefined) {
    const sign = total === "positive" ? 1 : total === "zero" ? 0 : -1;
    checks.push(({ totalMicros }) => Math.sign(totalMicros) === sign);
  }
  return (group) => checks.every((check) => check(group));
}

function filler(rule: EventRule, file: MappingFile, find: FindColumn): Fill {
  const name = rule.eventColumn === undefined ? undefined : find(rule.eventColumn);
  const properties = columnReaders(rule.properties, find);
  const traits = columnReaders(rule.traits, find);
  const currency = file.currencyColumn === undefined ? undefined : find(file.currencyColumn);
  const amount = amountReader(rule, find);
  const sign = rule.amount === "minus-lines" ? -1 : 1;

  return (raw, target, group) => {
    if (rule.type !== undefined) raw.type = rule.type;
    const event = name?.(group.first).trim() || rule.event;
    if (event !== undefined && raw.type === "track") raw.event = event;
    copy(properties, group, target);
    const known: JsonObject = {};
    copy(traits, group, known);
    for (const _ in known) raw.traits = known;
    if (amount !== undefined) target.revenue = amount(group);
    const code = currency?.(group.first).trim() || file.currency;
    if (code !== undefined) target.currency = code;
    if (rule.products === true) target.products = group.products.map((product) => signed(product, sign));
  };
}

function amountReader(rule: EventRule, find: FindColumn): ((group: RowGroup) => string) | undefined {
  if (rule.amount === undefined) return undefined;
  if (rule.amount === "lines") return ({ totalMicros }) => decimalText(totalMicros);
  if (rule.amount === "minus-lines") return ({ totalMicros }) => decimalText(-totalMicros);
  const read = find(rule.amount.column);
  return ({ first }) => read(first).trim();
}

function columnReaders(columns: Record<string, string> | undefined, find: FindColumn): Array<[string, ColumnReader]> {
  return Object.entries(columns ?? {}).map(([field, column]) => [field, find(column)]);
}

function copy(readers: ReadonlyArray<[string, ColumnReader]>, group: RowGroup, target: JsonObject): void {
  for (const [field, read] of readers) {
    const value = read(group.first).trim();
    if (value !== "") target[field] = value;
  }
}

function signed(product: ProductLine, sign: 1 | -1): JsonObject {
  const line: JsonObject = { ...product };
  if (sign === -1 && product.quantity !== undefined && product.quantity !== 0) line.quantity = -product.quantity;
  return line;
}
