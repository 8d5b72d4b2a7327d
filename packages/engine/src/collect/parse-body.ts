import type { JsonObject } from "@attune/model/json";
import { type BodyParts, bodyParts, type Span } from "./body-parts.ts";
import { checkShape } from "./check-shape.ts";
import { maxParsedLevels, nestsDeeperThan } from "./nests-deeper-than.ts";
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

/** A batch's own context is kept with every one of its events: so large may it be, and so large all its copies together. */
const maxContextBytes = 32 * 1024;
const maxContextBytesInAll = 32 * 1024 * 1024;

/** Characters that are kept of what is no UTF-8, beside its bytes. */
const maxReadableLength = 64 * 1024;

const strictDecoder = new TextDecoder("utf-8", { fatal: true });
const lenientDecoder = new TextDecoder("utf-8");
/** One character for each byte, so that places in the text are places in the bytes. */
const byteDecoder = new TextDecoder("windows-1252");

/**
 * Reads a body by its content, whatever its headers say: `{batch: […]}`, a list, or one event, as JSON in UTF-8 (inflated already).
 * Never throws. A text that is not JSON is one unreadable event. Invalid UTF-8, and what nests hundreds of levels deep, spoils only the
 * events of the batch that hold it. Integers beyond 2⁵³ (ids of some shops) become texts, so that no digit is lost.
 */
export function parseBody(bytes: Uint8Array): ReceivedBody {
  const text = decode(bytes);
  if (text === undefined || nestsDeeperThan(text, maxParsedLevels)) return readAround(bytes);
  try {
    const body = splitBody(JSON.parse(quoteBigIntegers(text)));
    const fault = contextFault(body, text);
    return fault === undefined ? body : together(body, fault);
  } catch (error) {
    return { raws: [notJson(text, error)] };
  }
}

/** The text, where it is valid UTF-8. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
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

/** Without its context no event of a batch can be understood: where that is unsafe to keep, the batch stays together, in one entry. */
function contextFault({ raws, context }: ReceivedBody, received: string): Unreadable | undefined {
  if (context === undefined) return undefined;
  const fault = checkShape(context, maxContextBytes);
  if (fault?.kind === "quarantine")
    return { [unreadable]: fault.code, reason: `The context of the batch: ${fault.reason}`, received };
  const bytes = raws.length * JSON.stringify(context).length;
  if (bytes <= maxContextBytesInAll) return undefined;
  const reason = `The context of the batch, kept with each of its ${raws.length} events, has ${bytes} bytes.`;
  return { [unreadable]: "too-large", reason, received };
}

function together({ writeKey }: ReceivedBody, event: Unreadable): ReceivedBody {
  return { raws: [event], ...(writeKey === undefined ? {} : { writeKey }) };
}

/** Reads what can be read of a body, and sets aside the events that cannot. Where these cannot be told apart, all of it is one. */
function readAround(received: Uint8Array): ReceivedBody {
  const bytes = withoutMark(received);
  const textByByte = byteDecoder.decode(bytes);
  const parts = bodyParts(textByByte);
  if (parts === undefined) return { raws: [notJsonIn(bytes, new Error("it does not close"))] };
  const isSpoilt = ({ start, end }: Span) =>
    nestsDeeperThan(textByByte.slice(start, end), maxParsedLevels) || decode(bytes.subarray(start, end)) === undefined;
  const spoiltFields = parts.fields.filter(({ span }) => isSpoilt(span));
  const spoilt = new Set([...spoiltFields.map(({ span }) => span), ...(parts.elements ?? []).filter(isSpoilt)]);

  let rest: ReceivedBody;
  try {
    rest = splitBody(JSON.parse(quoteBigIntegers(textWithout(bytes, spoilt))));
  } catch (error) {
    return { raws: [notJsonIn(bytes, error)] };
  }
  const raws = withSpoilt(rest.raws, parts, spoilt, bytes);
  const isComplete = spoiltFields.every(({ name }) => name !== "context" && name !== "sentAt");
  if (raws === undefined || !isComplete) return together(rest, spoiltIn(bytes));
  return contextFault(rest, "") === undefined ? { ...rest, raws } : together(rest, spoiltIn(bytes));
}

/** The raw events with the spoilt ones in their places; undefined where the body is no batch, or has two. */
function withSpoilt(
  raws: readonly unknown[],
  { elements }: BodyParts,
  spoilt: ReadonlySet<Span>,
  bytes: Uint8Array,
): unknown[] | undefined {
  if (elements?.length !== raws.length) return undefined;
  return elements.map((span, i) => (spoilt.has(span) ? spoiltIn(bytes.subarray(span.start, span.end)) : raws[i]));
}

function textWithout(bytes: Uint8Array, spoilt: ReadonlySet<Span>): string {
  let text = "";
  let at = 0;
  for (const { start, end } of [...spoilt].sort((a, b) => a.start - b.start)) {
    text += `${lenientDecoder.decode(bytes.subarray(at, start))}null`;
    at = end;
  }
  return text + lenientDecoder.decode(bytes.subarray(at));
}

/** Without the byte order mark that some editors write first. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function notJsonIn(bytes: Uint8Array, error: unknown): Unreadable {
  const text = decode(bytes);
  return text === undefined ? notUtf8(bytes) : notJson(text, error);
}

function spoiltIn(bytes: Uint8Array): Unreadable {
  const text = decode(bytes);
  if (text === undefined) return notUtf8(bytes);
  return {
    [unreadable]: "too-deep",
    reason: `Lists and objects nest deeper than ${maxParsedLevels} levels.`,
    received: text,
  };
}

function notJson(text: string, error: unknown): Unreadable {
  const detail = error instanceof Error ? error.message : String(error);
  return { [unreadable]: "invalid-json", reason: `The body is not JSON: ${detail.slice(0, 200)}`, received: text };
}

function notUtf8(bytes: Uint8Array): Unreadable {
  return {
    [unreadable]: "invalid-utf8",
    reason: "The text is not valid UTF-8; its bytes are kept as they came.",
    received: readable(lenientDecoder.decode(bytes)),
    bytes,
  };
}

/** The event, where it is JSON but for the characters that could not be read. No more than people can look at: the bytes say it all. */
function readable(text: string): unknown {
  if (text.length > maxReadableLength || nestsDeeperThan(text, maxParsedLevels))
    return text.slice(0, maxReadableLength);
  try {
    return JSON.parse(quoteBigIntegers(text));
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
