import type { Json } from "@attune/model/json";
import { plainFieldName, tellsWho } from "@attune/model/telling-fields";

/** Of what was received and not understood, only these say nothing of a person. */
const harmless = new Set([
  "type",
  "event",
  "timestamp",
  "sentat",
  "originaltimestamp",
  "currency",
  "library",
  "version",
]);
const received = new Set(["payload", "bytesbase64"]);

const namespaces = /^(user_id|anonymous_id|email|phone|loyalty_id|device_id|[a-z][a-z0-9_]{0,40}_id):(.+)$/s;
/** Generous before the sign; in an address of a page it may be encoded. */
const emails = /[^\s@<>()[\]\\,;:"]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;
const phones = /\+\d[\d ()./-]{6,}\d/g;
/** Shorter values are found inside other words too easily. */
const shortestFound = 5;

type PseudonymOf = (value: string) => string;

/**
 * The same answer with everything masked that names a person: identifiers become pseudonyms (the same person's the same every time), e-mail addresses and
 * phone numbers their outline, fields such as addresses and birthdays nothing. Values found so are masked wherever else in the answer they stand. What an
 * event was received with and not understood keeps its structure alone. Profile ids, numbers and what was bought stay.
 */
export function maskPeople(answer: Json, pseudonymOf: PseudonymOf): Json {
  const found = new Map<string, string>();
  collect(answer, "", false, found, pseudonymOf);
  const longestFirst = [...found]
    .filter(([value]) => value.length >= shortestFound)
    .sort((a, b) => b[0].length - a[0].length);
  return mask(answer, "", false, longestFirst, pseudonymOf);
}

/** First pass: what values say who it is. */
function collect(
  value: Json,
  key: string,
  inTraits: boolean,
  found: Map<string, string>,
  pseudonymOf: PseudonymOf,
): void {
  if (typeof value === "string") {
    const named = namespaces.exec(value);
    if (isTelling(key, inTraits)) found.set(value, outline(value, pseudonymOf));
    else if (named !== null && named[1] !== "profile_id") found.set(named[2]!, outline(named[2]!, pseudonymOf));
    return;
  }
  if (value === null || typeof value !== "object") return;
  if (Array.isArray(value)) {
    for (const one of value) collect(one, key, inTraits, found, pseudonymOf);
    return;
  }
  if (isIdentifier(value)) found.set(value.value, outline(value.value, pseudonymOf));
  for (const [name, inner] of Object.entries(value))
    collect(inner, plainFieldName(name), inTraits || name === "traits", found, pseudonymOf);
}

/** Second pass: those values, and what tells by its field, go. */
function mask(
  value: Json,
  key: string,
  inTraits: boolean,
  found: ReadonlyArray<readonly [string, string]>,
  pseudonymOf: PseudonymOf,
): Json {
  if (received.has(key)) return structureOf(value);
  if (isTelling(key, inTraits) && value !== null && typeof value !== "boolean")
    return typeof value === "string" ? outline(value, pseudonymOf) : "masked";
  if (typeof value === "string") return maskText(value, found, pseudonymOf);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((one) => mask(one, key, inTraits, found, pseudonymOf));
  const isWho = isIdentifier(value);
  const fields = Object.entries(value).map(([name, inner]): [string, Json] => [
    name,
    isWho && name === "value"
      ? outline(String(inner), pseudonymOf)
      : mask(inner, plainFieldName(name), inTraits || name === "traits", found, pseudonymOf),
  ]);
  return Object.fromEntries(fields);
}

function maskText(text: string, found: ReadonlyArray<readonly [string, string]>, pseudonymOf: PseudonymOf): string {
  const named = namespaces.exec(text);
  if (named !== null) return named[1] === "profile_id" ? text : `${named[1]}:${outline(named[2]!, pseudonymOf)}`;
  let masked = text;
  for (const [value, shown] of found) masked = masked.replaceAll(value, shown);
  return masked.replace(emails, emailOutline).replace(phones, phoneOutline);
}

function outline(value: string, pseudonymOf: PseudonymOf): string {
  if (value.includes("@")) return emailOutline(value);
  return /^\+?[\d ()./-]{7,}$/.test(value) ? phoneOutline(value) : `~${pseudonymOf(value)}`;
}

/** `ada@example.com` → `a•••@e•••.com`. */
function emailOutline(email: string): string {
  const [local = "", host = ""] = email.split(/@|%40/, 2);
  return `${[...local][0] ?? ""}•••@${[...host][0] ?? ""}•••${host.slice(host.lastIndexOf("."))}`;
}

/** Two digits, to compare with what a caller says. */
function phoneOutline(phone: string): string {
  return `•••${phone.replace(/\D/g, "").slice(-2)}`;
}

function structureOf(value: Json, key = ""): Json {
  if (harmless.has(key) && typeof value === "string") return value.length > 100 ? "•••" : value;
  if (typeof value === "string") return "•••";
  if (typeof value === "number") return 0;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((one) => structureOf(one, key));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, structureOf(inner, plainFieldName(name))]),
  );
}

function isIdentifier(value: object): value is { namespace: string; value: string } {
  const { namespace, value: held } = value as { namespace?: unknown; value?: unknown };
  return typeof namespace === "string" && typeof held === "string" && namespace !== "profile_id";
}

function isTelling(key: string, inTraits: boolean): boolean {
  return tellsWho(key) || (inTraits && (key === "name" || key.endsWith("name")));
}
