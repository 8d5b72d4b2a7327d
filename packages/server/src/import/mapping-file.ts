import { AttuneError } from "@attune/model/errors";
import { consentKeys, eventTypes } from "@attune/model/event";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { findProblem } from "../schema/find-problem.ts";

const closed = { additionalProperties: false };
const column = Type.String({ minLength: 1, maxLength: 200 });
const columns = Type.Record(Type.String(), column);
/** Of several, the first that is filled in counts. */
const columnOrFirst = Type.Union([column, Type.Array(column, { minItems: 1, maxItems: 20 })]);
const text = Type.Union([Type.String(), Type.Array(Type.String())]);

const clause = Type.Object(
  {
    column: Type.Optional(column),
    is: Type.Optional(text),
    startsWith: Type.Optional(text),
    total: Type.Optional(
      Type.Union([Type.Literal("positive"), Type.Literal("zero"), Type.Literal("negative")], {
        description: "sign of the lines' sum",
      }),
    ),
  },
  closed,
);

/** Words of a column that mean a yes or a no, or what it means that the column is filled in at all (the day somebody unsubscribed). */
const choice = Type.Union([
  Type.Object({ column, yes: Type.Array(Type.String()), no: Type.Array(Type.String()) }, closed),
  Type.Object({ column, filled: Type.Union([Type.Literal("yes"), Type.Literal("no")]) }, closed),
]);
/** Of several, the first that says something counts. */
const choices = Type.Union([choice, Type.Array(choice, { minItems: 1, maxItems: 20 })]);

const rule = Type.Object(
  {
    when: Type.Optional(clause),
    type: Type.Optional(Type.Enum([...eventTypes])),
    event: Type.Optional(Type.String({ minLength: 1 })),
    eventColumn: Type.Optional(column),
    /** When this one happened, where that is another column than the table's `time`. */
    time: Type.Optional(columnOrFirst),
    /** `lines`: the sum of quantity × price; `minus-lines`: the same with its sign (and those of the quantities) turned. */
    amount: Type.Optional(
      Type.Union([Type.Literal("lines"), Type.Literal("minus-lines"), Type.Object({ column }, closed)]),
    ),
    products: Type.Optional(Type.Boolean()),
    properties: Type.Optional(columns),
    traits: Type.Optional(columns),
  },
  closed,
);

const mappingFile = Type.Object(
  {
    name: Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,63}$" }),
    format: Type.Union([Type.Literal("csv"), Type.Literal("tsv"), Type.Literal("jsonl")]),
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    encoding: Type.Optional(Type.Union([Type.Literal("utf-8"), Type.Literal("windows-1252")])),
    timeZone: Type.Optional(Type.String()),
    /** Columns that the table may lack: then they are empty. */
    optional: Type.Optional(Type.Array(column, { maxItems: 200 })),
    groupBy: Type.Optional(column),
    messageId: Type.Optional(column),
    /** Absent, where people are listed: what the table says of them holds from the import on. */
    time: Type.Optional(columnOrFirst),
    identifiers: Type.Object(
      {
        userId: Type.Optional(columnOrFirst),
        anonymousId: Type.Optional(columnOrFirst),
        email: Type.Optional(columnOrFirst),
        phone: Type.Optional(columnOrFirst),
        loyaltyId: Type.Optional(columnOrFirst),
        otherwise: Type.Optional(Type.Literal("anonymous")),
      },
      { ...closed, minProperties: 1 },
    ),
    /** By purpose. */
    consent: Type.Optional(
      Type.Object(Object.fromEntries(consentKeys.map((key) => [key, Type.Optional(choices)])), closed),
    ),
    currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
    currencyColumn: Type.Optional(column),
    lines: Type.Optional(
      Type.Object(
        {
          productId: column,
          name: Type.Optional(column),
          category: Type.Optional(column),
          brand: Type.Optional(column),
          quantity: Type.Optional(column),
          price: Type.Optional(column),
        },
        closed,
      ),
    ),
    events: Type.Array(rule, { minItems: 1, maxItems: 100 }),
  },
  closed,
);

/**
 * Which columns of a table become which event. Rows that share the value of `groupBy` become one event, of which the first row tells
 * time, person and kind, and every row is a product line; without it, each row is one. Of `events` the first rule whose `when` holds
 * applies. `docs/guide/import.md` explains every field.
 */
export type MappingFile = Static<typeof mappingFile>;
export type EventRule = Static<typeof rule>;
export type Choice = Static<typeof choice>;
export type Clause = Static<typeof clause>;

const validator = Compile(mappingFile);

/** Throws `bad-request` with the path of what is wrong. */
export function parseMappingFile(value: unknown): MappingFile {
  if (!validator.Check(value)) {
    const problem = findProblem(mappingFile, value, validator.Errors(value));
    throw wrong(problem.path, problem.message);
  }
  checkTimeZone(value.timeZone);
  if (value.time === undefined && value.events.some(({ type }) => type !== "identify"))
    throw wrong("time", "is missing");
  for (const [i, { event, eventColumn, type, amount, products, when }] of value.events.entries()) {
    const isTrack = (type ?? "track") === "track";
    if (isTrack && event === undefined && eventColumn === undefined) throw wrong(`events[${i}].event`, "is missing");
    const needsLines = amount === "lines" || amount === "minus-lines" || products === true || when?.total !== undefined;
    if (needsLines && value.lines === undefined) throw wrong("lines", `is missing; events[${i}] needs it`);
    if ((when?.is ?? when?.startsWith) !== undefined && when?.column === undefined)
      throw wrong(`events[${i}].when.column`, "is missing");
  }
  return value;
}

function checkTimeZone(timeZone: string | undefined): void {
  if (timeZone === undefined) return;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone });
  } catch {
    throw wrong("timeZone", `\`${timeZone}\` is no time zone; an IANA name such as Europe/London is`);
  }
}

function wrong(path: string, message: string): AttuneError {
  const where = path === "" ? "mapping" : `mapping.${path}`;
  return new AttuneError("bad-request", `${where} ${message}`, { path: where });
}
