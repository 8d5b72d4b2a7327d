import type { JsonObject } from "@attune/model/json";
import { quoteBigIntegers } from "./quote-big-integers.ts";
import { type Unreadable, unreadable } from "./unreadable.ts";

/** What a request carried: raw events, each to be judged on its own, and what the sender says of all of them. */
export interface ReceivedBody {
  /** For `collectEvent`, in the order sent. What could not be read stands among them and ends in quarantine. */
  raws: unknown[];
  writeKey?: string;
  sentAt?: string | number;
  context?: JsonObject;
}

const strictDecoder = new TextDecoder("utf-8", { fatal: true });
const lenientDecoder = new TextDecoder("utf-8");
const replacementCharacter = "\ufffd";

/** Deeper is refused as too deep in any case. */
const searchedDepth = 20;

/**
 * Reads a body by its content, whatever its headers say: `{batch: […]}`, a list, or one event, as JSON in UTF-8 (inflated already).
 * Never throws. A text that is not JSON is one unreadable event. Invalid UTF-8 spoils only the events of the batch that hold it.
 * Integers beyond 2⁵³ (ids of some shops) become texts, so that no digit is lost.
 */
export function parseBody(bytes: Uint8Array): ReceivedBody {
  const { text, isClean } = decode(bytes);
  let parsed: unknown;
  try {
    parsed = JSON.parse(quoteBigIntegers(text));
  } catch (error) {
    return { raws: [isClean ? notJson(text, error) : notUtf8(text)] };
  }
  const body = splitBody(parsed);
  return isClean ? body : { ...body, raws: body.raws.map((raw) => (isSpoilt(raw, 0) ? notUtf8(raw) : raw)) };
}

function decode(bytes: Uint8Array): { text: string; isClean: boolean } {
  try {
    return { text: strictDecoder.decode(bytes), isClean: true };
  } catch {
    return { text: lenientDecoder.decode(bytes), isClean: false };
  }
}

function splitBody(parsed: unknown): ReceivedBody {
  if (Array.isArray(parsed)) return { raws: parsed };
  if (!isObject(parsed)) return { raws: [parsed] };
  const { batch, writeKey, sentAt, context } = parsed;
  const body: ReceivedBody = { raws: Array.isArray(batch) ? batch : [parsed] };
  if (typeof writeKey === "string") body.writeKey = writeKey;
  if (!Array.isArray(batch)) return body;
  if (typeof sentAt === "string" || typeof sentAt === "number") body.sentAt = sentAt;
  if (isObject(context)) body.context = context as JsonObject;
  return body;
}

function isSpoilt(value: unknown, depth: number): boolean {
  if (typeof value === "string") return value.includes(replacementCharacter);
  if (typeof value !== "object" || value === null || depth > searchedDepth) return false;
  if (Array.isArray(value)) return value.some((inner) => isSpoilt(inner, depth + 1));
  return Object.entries(value).some(([key, inner]) => key.includes(replacementCharacter) || isSpoilt(inner, depth + 1));
}

function notJson(text: string, error: unknown): Unreadable {
  const detail = error instanceof Error ? error.message : String(error);
  return { [unreadable]: "invalid-json", reason: `The body is not JSON: ${detail.slice(0, 200)}`, received: text };
}

function notUtf8(received: unknown): Unreadable {
  return { [unreadable]: "invalid-utf8", reason: "The text is not valid UTF-8.", received };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
