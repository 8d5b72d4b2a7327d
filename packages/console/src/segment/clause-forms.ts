import type { Condition } from "@attune/model/condition";
import type { Json, JsonObject } from "@attune/model/json";

/**
 * One field of a clause's form. `text` and `number` are typed, `list` is typed with commas, `choice` is chosen; `event` and `segment` are names
 * that are offered, `flag` is said or left out.
 */
export interface ClauseField {
  name: string;
  label: string;
  kind: "text" | "number" | "list" | "value" | "choice" | "event" | "segment" | "flag";
  choices?: readonly string[];
}

/** How one kind of clause is filled in. Its head names the kind, and comes first. */
export interface ClauseForm {
  head: string;
  label: string;
  /** What the clause says at first. */
  blank: JsonObject;
  fields: readonly ClauseField[];
  /** The value of the head is compared by one operator. */
  isCompared?: true;
  /** The value of the head is a list of steps, with forms of their own. */
  isSequence?: true;
}

const number = (name: string, label: string): ClauseField => ({ name, label, kind: "number" });
const text = (name: string, label: string): ClauseField => ({ name, label, kind: "text" });
const event = (name: string): ClauseField => ({ name, label: "Event", kind: "event" });
const sameItem = (label: string): ClauseField => ({ name: "sameItem", label, kind: "flag" });
const list = (name: string, label: string): ClauseField => ({ name, label, kind: "list" });
const choice = (name: string, label: string, choices: readonly string[]): ClauseField => ({
  name,
  label,
  kind: "choice",
  choices,
});
const times = [number("atLeast", "At least (times)"), number("atMost", "At most (times)")];
const bounds = [number("atLeast", "At least"), number("atMost", "At most")];
export const windows = [number("withinDays", "Within days"), number("withinHours", "Within hours")];
export const items = [list("category", "Category"), list("brand", "Brand"), list("item", "Item")];
export const prices = [number("priceAtLeast", "Price at least"), number("priceAtMost", "Price at most")];
export const touchKinds = ["view", "cart", "wishlist", "purchase", "any"] as const;

/** The clauses of the language, each with its form, in the order in which they are offered. */
export const clauseForms: readonly ClauseForm[] = [
  {
    head: "event",
    label: "Did something",
    blank: { event: "Product Viewed", atLeast: 3, withinDays: 30 },
    fields: [event("event"), ...times, ...windows],
  },
  {
    head: "touched",
    label: "Touched products",
    blank: { touched: "view", atLeast: 1, withinDays: 30 },
    fields: [
      choice("touched", "How", touchKinds),
      ...items,
      ...prices,
      ...times,
      ...windows,
      sameItem("One and the same product"),
    ],
  },
  {
    head: "sequence",
    label: "One thing after another",
    blank: {
      sequence: [
        { event: "Product Viewed", atLeast: 3, withinDays: 7 },
        { event: "Order Completed", atMost: 0, withinDays: 2 },
      ],
      withinDays: 30,
    },
    fields: [
      number("withinDays", "All of it within days"),
      number("withinHours", "All of it within hours"),
      sameItem("All steps of one and the same product"),
    ],
    isSequence: true,
  },
  {
    head: "sum",
    label: "Money of orders",
    blank: { sum: "revenue", atLeast: 100 },
    fields: [choice("sum", "Sum of", ["revenue", "gross", "refunds"]), ...bounds, number("withinDays", "Within days")],
  },
  {
    head: "daysSince",
    label: "Days since something",
    blank: { daysSince: "Order Completed", atLeast: 30 },
    fields: [event("daysSince"), ...bounds],
  },
  {
    head: "hoursSince",
    label: "Hours since something",
    blank: { hoursSince: "Product Added", atMost: 24 },
    fields: [event("hoursSince"), ...bounds],
  },
  {
    head: "trait",
    label: "A trait",
    blank: { trait: "plan", is: "gold" },
    fields: [text("trait", "Trait")],
    isCompared: true,
  },
  {
    head: "context",
    label: "Something of the visit",
    blank: { context: "device", is: "phone" },
    fields: [text("context", "What")],
    isCompared: true,
  },
  {
    head: "firstTouch",
    label: "First touch",
    blank: { firstTouch: "campaign", exists: true },
    fields: [choice("firstTouch", "What", ["page", "campaign", "referrer"])],
    isCompared: true,
  },
  {
    head: "lastTouch",
    label: "Last touch",
    blank: { lastTouch: "campaign", exists: true },
    fields: [choice("lastTouch", "What", ["page", "campaign", "referrer"])],
    isCompared: true,
  },
  {
    head: "consent",
    label: "Consent",
    blank: { consent: "marketing", is: true },
    fields: [choice("consent", "To", ["personalization", "analytics", "marketing"])],
    isCompared: true,
  },
  {
    head: "score",
    label: "A score",
    blank: { score: "orders-90d", atLeast: 1 },
    fields: [text("score", "Score"), ...bounds, number("maxAgeDays", "Not older than days")],
  },
  {
    head: "segment",
    label: "In another segment",
    blank: { segment: "" },
    fields: [{ name: "segment", label: "Segment", kind: "segment" }, number("forDays", "For at least days")],
  },
  {
    head: "inCart",
    label: "What is in the cart",
    blank: { inCart: "value", atLeast: 50 },
    fields: [choice("inCart", "Its", ["value", "quantity"]), ...bounds, ...items],
  },
  {
    head: "cart",
    label: "A cart at all",
    blank: { cart: "not-empty" },
    fields: [choice("cart", "Is", ["not-empty", "empty"])],
  },
  {
    head: "visitor",
    label: "New or returning",
    blank: { visitor: "returning" },
    fields: [choice("visitor", "Is", ["new", "returning"])],
  },
  {
    head: "weekday",
    label: "Day of the week",
    blank: { weekday: ["sat", "sun"] },
    fields: [list("weekday", "Days")],
  },
  { head: "time", label: "Time of day", blank: { time: "09:00-17:00" }, fields: [text("time", "From-to")] },
  {
    head: "bucket",
    label: "A random share of people",
    blank: { bucket: "pilot", below: 0.1 },
    fields: [text("bucket", "Name of the draw"), number("from", "From"), number("below", "Below")],
  },
];

/** How a value is compared. One that takes no value says the one that it stands for. */
export interface Operator {
  name: string;
  label: string;
  kind: ClauseField["kind"] | "none";
  says?: boolean;
}

/** The operators, with the words that people read. */
export const operators: readonly Operator[] = [
  { name: "is", label: "is", kind: "value" },
  { name: "isNot", label: "is not", kind: "value" },
  { name: "in", label: "is one of", kind: "list" },
  { name: "notIn", label: "is none of", kind: "list" },
  { name: "atLeast", label: "is at least", kind: "number" },
  { name: "atMost", label: "is at most", kind: "number" },
  { name: "contains", label: "contains", kind: "text" },
  { name: "startsWith", label: "begins with", kind: "text" },
  { name: "endsWith", label: "ends with", kind: "text" },
  { name: "exists", label: "is known", kind: "none", says: true },
  { name: "exists", label: "is not known", kind: "none", says: false },
];

/** The operator that a clause has. */
export function operatorOf(clause: JsonObject): Operator | undefined {
  return operators.find(({ name, says }) => name in clause && (says === undefined || clause[name] === says));
}

/** The form of a clause; undefined where it has none, or says something that the form does not show. */
export function formOf(clause: Condition): ClauseForm | undefined {
  const names = Object.keys(clause);
  const form = clauseForms.find(({ head }) => names.includes(head));
  if (form === undefined) return undefined;
  const known = [
    form.head,
    ...form.fields.map(({ name }) => name),
    ...(form.isCompared ? operators.map(({ name }) => name) : []),
  ];
  return names.every((name) => known.includes(name)) ? form : undefined;
}

/** What was typed into a field, as the condition has it; undefined: the field is left out. */
export function typedValue(kind: ClauseField["kind"], typed: string): Json | undefined {
  const trimmed = typed.trim();
  if (trimmed === "") return undefined;
  if (kind === "number") return Number.isFinite(Number(trimmed)) ? Number(trimmed) : undefined;
  if (kind === "value") return scalar(trimmed);
  if (kind === "flag") return trimmed === "true" ? true : undefined;
  if (kind !== "list") return typed;
  const parts = trimmed
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  return parts.length === 1 ? (parts[0] ?? "") : parts;
}

/** `true`, `12` and `gold` as people mean them. */
function scalar(typed: string): Json {
  if (typed === "true") return true;
  if (typed === "false") return false;
  return Number.isFinite(Number(typed)) ? Number(typed) : typed;
}

/** A value as it is typed. */
export function valueText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.map(String).join(", ") : typeof value === "object" ? "" : String(value);
}
