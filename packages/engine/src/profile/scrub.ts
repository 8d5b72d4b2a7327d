import type { Json } from "@attune/model/json";

/** What stands where an erased person's identifier stood. */
const blank = "(erased)";

/** From this length on a value is removed wherever it occurs; a shorter one only where it stands by itself. */
const distinctiveLength = 8;

/** Whether the value is hardly ever anything but itself: a short one is equal to names and product ids by chance. */
export function isDistinctive(value: string): boolean {
  return value.length >= distinctiveLength;
}

/** Names of fields whose numbers are identifiers; any other number is an amount, a count or a time, and equal only by chance. */
const identifierName = /id$|^(user|customer|phone|mobile|tel|email|loyalty|member|account)/i;

/**
 * Removes every occurrence of the given values from a piece of JSON, names included, and numbers where their field's name is that of
 * an identifier. Returns the same object where nothing was found.
 */
export function createScrub(values: readonly string[]): <T extends Json>(json: T) => T {
  const pattern = patternOf(values);
  const numbers = new Set(values);

  function scrub(json: Json, field = ""): Json {
    if (typeof json === "string") return json.replace(pattern, blank);
    if (typeof json === "number") return identifierName.test(field) && numbers.has(String(json)) ? blank : json;
    if (typeof json !== "object" || json === null) return json;
    if (Array.isArray(json)) {
      const scrubbed = json.map((value) => scrub(value, field));
      return scrubbed.some((value, i) => value !== json[i]) ? scrubbed : json;
    }
    const entries = Object.entries(json);
    const scrubbed = entries.map(([name, value]) => [name.replace(pattern, blank), scrub(value, name)] as const);
    return scrubbed.some(([name, value], i) => name !== entries[i]![0] || value !== entries[i]![1])
      ? Object.fromEntries(scrubbed)
      : json;
  }
  return scrub as <T extends Json>(json: T) => T;
}

/** As collect normalizes them. */
const isPhone = /^\+\d{7,15}$/;

/** A phone number as people write it: spaces, dots, hyphens and brackets between the digits, with or without the plus. */
function phonePattern(value: string): string {
  const digits = [...value.slice(1)].join("[\\s().\\-/]*");
  return `\\+?(?<![\\p{N}])${digits}(?![\\p{N}])`;
}

function patternOf(values: readonly string[]): RegExp {
  if (values.length === 0) return /(?!)/g;
  const alternatives = [...values]
    .sort((a, b) => b.length - a.length)
    .map((value) => {
      if (isPhone.test(value)) return phonePattern(value);
      const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return isDistinctive(value) ? escaped : `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`;
    });
  return new RegExp(alternatives.join("|"), "giu");
}
