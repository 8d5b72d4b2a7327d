import type { EventType } from "@attune/model/event";
import type { Identifier } from "@attune/model/identity";
import { type Refusal, refuse } from "./refusal.ts";

type Fields = Record<string, unknown>;

/** Keys of the stores have an upper limit; real identifiers are far below it. */
export const maxIdentifierLength = 512;

/** Strongest first; namespaces that are not named come last, alphabetically. */
const priority = ["user_id", "email", "phone", "loyalty_id", "device_id", "anonymous_id"];

/** Values that test code, placeholders and failed conversions send: they would join strangers into one person. */
const blockedValues = new Set([
  "-1",
  "null",
  "undefined",
  "nil",
  "none",
  "n/a",
  "nan",
  "unknown",
  "anonymous",
  "guest",
  "true",
  "false",
  "[object object]",
  "(null)",
  "(none)",
  "(not set)",
]);
const onlyZerosAndDashes = /^[0-]*$/;

/** Never an identifier: constants that many people would share (Segment's blocked values and their kin). */
function isBlockedIdentifier(value: string): boolean {
  return onlyZerosAndDashes.test(value) || (value.length <= 16 && blockedValues.has(value.toLowerCase()));
}

/**
 * Every identifier that the event names, strongest first, each once, without blocked values.
 * @param personal properties of a vocabulary event, which speak of the person who acts; undefined for other events.
 */
export function readIdentifiers(
  raw: Fields,
  type: EventType,
  traits: Fields,
  personal: Fields | undefined,
  context: Fields,
): Identifier[] | Refusal {
  const found: Identifier[] = [];
  const fault =
    addId(found, "user_id", raw.userId, "userId") ??
    addId(found, "anonymous_id", raw.anonymousId, "anonymousId") ??
    addId(found, "device_id", asFields(context.device).id, "context.device.id") ??
    addExternalIds(found, context.externalIds);
  if (fault !== undefined) return fault;
  // A group's traits speak of the group.
  if (type !== "group") addPersonal(found, traits);
  addPersonal(found, asFields(context.traits));
  if (personal !== undefined) addPersonal(found, personal);
  if (found.length > 1) found.sort(strongestFirst);
  if (found.length > 0) return found;
  return refuse("missing-identifier", "The event names nobody: userId and anonymousId are missing or blocked values.");
}

/**
 * What an `alias` was known by before. Segment's `previousId` does not say of which kind it is: a value with an `@` is an e-mail
 * address, any other an anonymous id (what its clients send before a person is identified).
 */
export function readPrevious(raw: Fields): Identifier | Refusal {
  const path = raw.previousId == null ? "anonymousId" : "previousId";
  const value = idText(raw[path]);
  if (value === undefined) return wrongId(path);
  if (isBlockedIdentifier(value))
    return refuse("missing-identifier", "An alias names the previous identifier.", "previousId");
  const email = asEmail(value);
  return email === undefined ? { namespace: "anonymous_id", value } : { namespace: "email", value: email };
}

/**
 * An identifier as somebody asks for it, in the form in which events are kept under it: e-mail addresses in lower case, phone numbers
 * as digits, no spaces around. Undefined where no event can be kept under it: a blocked value, or none at all.
 */
export function identifierNamed(namespace: string, text: string): Identifier | undefined {
  const value =
    (namespace === "email" ? asEmail(text) : namespace === "phone" ? asPhone(text) : undefined) ?? idText(text);
  return value === undefined || isBlockedIdentifier(value) ? undefined : { namespace, value };
}

function addPersonal(found: Identifier[], fields: Fields): void {
  const email = asEmail(fields.email);
  if (email !== undefined) add(found, "email", email);
  const phone = asPhone(fields.phone);
  if (phone !== undefined) add(found, "phone", phone);
  const loyalty = idText(fields.loyalty_id ?? fields.loyaltyId);
  if (loyalty !== undefined) add(found, "loyalty_id", loyalty);
}

/** Segment's form: `[{id, type, collection: "users", encoding: "none"}]`; `type` becomes the namespace. */
function addExternalIds(found: Identifier[], list: unknown): Refusal | undefined {
  if (list == null) return undefined;
  if (!Array.isArray(list)) return refuse("wrong-type", "External ids are a list.", "context.externalIds");
  for (let i = 0; i < list.length; i++) {
    const { id, type, collection } = asFields(list[i]);
    const namespace = asNamespace(type);
    if (namespace === undefined || (collection != null && collection !== "users")) continue;
    const value = namespace === "email" ? asEmail(id) : namespace === "phone" ? asPhone(id) : id;
    const fault = addId(found, namespace, value, `context.externalIds[${i}].id`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** `profile_id` is the engine's own and cannot be claimed from outside. */
function asNamespace(type: unknown): string | undefined {
  if (typeof type !== "string") return undefined;
  const name = type
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");
  return name === "" || name === "_" || name === "profile_id" || name.length > 64 ? undefined : name;
}

function addId(found: Identifier[], namespace: string, value: unknown, path: string): Refusal | undefined {
  if (value == null || value === "") return undefined;
  const text = idText(value);
  if (text === undefined) return wrongId(path);
  add(found, namespace, text);
  return undefined;
}

function wrongId(path: string): Refusal {
  return refuse(
    "wrong-type",
    `An identifier is a text or a number of at most ${maxIdentifierLength} characters.`,
    path,
  );
}

function add(found: Identifier[], namespace: string, value: string): void {
  if (isBlockedIdentifier(value)) return;
  for (const other of found) if (other.namespace === namespace && other.value === value) return;
  found.push({ namespace, value });
}

/** Control characters and halves of surrogate pairs: stores and logs cannot carry them faithfully. */
const unkeepable = /[\p{Cc}\p{Cs}]/u;

/** Absent reads as the empty text, which is blocked; undefined is what cannot be an identifier. */
function idText(value: unknown): string | undefined {
  if (value == null) return "";
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return text.length > maxIdentifierLength || unkeepable.test(text) ? undefined : text;
}

const emailPattern = /^[^\s@,;<>"]+@[^\s@,;<>"]+$/;

function asEmail(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = idText(value);
  return text !== undefined && emailPattern.test(text) ? text.toLowerCase() : undefined;
}

/** Digits of a phone number, with `+` where the country was given: 7 to 15 of them (E.164). */
function asPhone(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value).trim();
  if (text.length > 40 || !/^(\+|00)?[\d\s().\-/]+$/.test(text)) return undefined;
  const digits = text.replace(/\D/g, "");
  const international = text.startsWith("+") ? digits : text.startsWith("00") ? digits.slice(2) : undefined;
  const count = (international ?? digits).length;
  if (count < 7 || count > 15) return undefined;
  return international === undefined ? digits : `+${international}`;
}

function strongestFirst(a: Identifier, b: Identifier): number {
  return (
    rank(a) - rank(b) || (a.namespace < b.namespace ? -1 : a.namespace > b.namespace ? 1 : a.value < b.value ? -1 : 1)
  );
}

function rank(identifier: Identifier): number {
  const place = priority.indexOf(identifier.namespace);
  return place === -1 ? priority.length : place;
}

function asFields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
