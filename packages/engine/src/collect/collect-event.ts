import { type Event, type EventType, eventTypes } from "@attune/model/event";
import type { JsonObject } from "@attune/model/json";
import { keep, type Outcome } from "@attune/model/outcome";
import type { VocabularyName } from "@attune/model/vocabulary";
import { checkShape } from "./check-shape.ts";
import { actorOf, deviceOf } from "./client-of.ts";
import type { CollectSettings, Envelope } from "./envelope.ts";
import { canonicalProperties } from "./property-synonyms.ts";
import { readConsent } from "./read-consent.ts";
import { asItComes, readCurrency } from "./read-currency.ts";
import { readIdentifiers, readPrevious } from "./read-identifiers.ts";
import { readItems } from "./read-items.ts";
import { readMessageId } from "./read-message-id.ts";
import { readMoney } from "./read-money.ts";
import { readName } from "./read-name.ts";
import { readTime } from "./read-time.ts";
import { isRefusal, leaveOut, type Refusal, refuse } from "./refusal.ts";
import { channelOf, statedChannel } from "./stated-channel.ts";
import { isUnreadable, unreadable } from "./unreadable.ts";

type Raw = Record<string, unknown>;

/**
 * One raw event → a trustworthy one, or the reason why not. The steps, in order: shape and size, type, name, identifiers, time,
 * money and items, actor, device, consent. Pure, never throws, whatever the input. Parts of the input are used in the result without
 * copying: neither may be changed afterwards.
 */
export function collectEvent(raw: unknown, envelope: Envelope, settings: CollectSettings): Outcome<Event> {
  if (isUnreadable(raw)) return refuse(raw[unreadable], raw.reason);
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    return refuse("not-an-object", "An event is a JSON object.");
  if (isUnwanted(raw as Raw, envelope))
    return leaveOut("no-consent", "The event says that the person refuses analytics.");
  const unsafe = checkShape(raw, envelope.maxEventBytes);
  if (unsafe !== undefined) return unsafe;
  const event = buildEvent(raw as Raw, envelope, settings);
  return isRefusal(event) ? event : keep(event.consent?.analytics === false ? withoutContent(event) : event);
}

/**
 * Whether the person refuses analytics. Asked before anything else, so that not even the quarantine keeps such an event. Only the
 * refusal itself is taken in (an `identify`, or Segment's own event for it): without it the next decision would not know.
 */
function isUnwanted(raw: Raw, envelope: Envelope): boolean {
  const own = typeof raw.context === "object" && raw.context !== null ? (raw.context as Raw) : {};
  const consent = readConsent(envelope.batchContext === undefined ? own : { ...envelope.batchContext, ...own });
  if (consent?.analytics !== false) return false;
  return statedType(raw, envelope) !== "identify" && raw.event !== "Segment Consent Preference Updated";
}

function buildEvent(raw: Raw, envelope: Envelope, settings: CollectSettings): Event | Refusal {
  const type = readType(raw, envelope);
  if (isRefusal(type)) return type;
  const messageId = readMessageId(raw.messageId, envelope);
  if (isRefusal(messageId)) return messageId;
  const named = readName(type, raw.event);
  if (isRefusal(named)) return named;
  const { vocabularyName } = named;

  const sentProperties = readObject(raw, "properties");
  if (isRefusal(sentProperties)) return sentProperties;
  const properties =
    vocabularyName === undefined ? pageProperties(type, raw, sentProperties) : canonicalProperties(sentProperties);
  const traits = readObject(raw, "traits");
  if (isRefusal(traits)) return traits;
  const context = readContext(raw, envelope);
  if (isRefusal(context)) return context;

  const personal = vocabularyName === undefined && type !== "identify" ? undefined : properties;
  const identifiers = readIdentifiers(raw, type, traits, personal, context);
  if (isRefusal(identifiers)) return identifiers;
  const previous = type === "alias" ? readPrevious(raw) : undefined;
  if (isRefusal(previous)) return previous;
  const at = readTime(raw, envelope);
  if (isRefusal(at)) return at;

  const stated = statedChannel(raw, context);
  const event: Event = {
    messageId,
    type,
    name: named.name,
    at,
    receivedAt: envelope.receivedAt,
    source: envelope.source,
    identifiers,
    actor: actorOf(context, {
      fromServer: stated === "server",
      identifiers,
      traits,
      properties,
      rules: settings.business.internalTraffic,
    }),
    channel: channelOf(raw, context) ?? envelope.channel,
    items: [],
    properties,
    traits,
    context,
  };
  if (named.originalName !== undefined) event.originalName = named.originalName;
  if (previous !== undefined) event.previous = previous;
  const device = deviceOf(context);
  if (device !== undefined) event.device = device;
  const consent = readConsent(context);
  if (consent !== undefined) event.consent = consent;
  return vocabularyName === undefined ? event : withCommerce(event, vocabularyName, settings);
}

function withCommerce(event: Event, name: VocabularyName, settings: CollectSettings): Event | Refusal {
  const { properties } = event;
  const signed = event.source.startsWith("import:");
  const currency = readCurrency(properties, settings);
  const inUse = isRefusal(currency) ? asItComes : currency;
  const lines = readItems(name, properties, inUse, signed);
  if (isRefusal(lines)) return lines;
  const money = readMoney(name, properties, lines.sumMicros, inUse, settings.business.revenue, signed);
  if (isRefusal(money)) return money;
  // Where there is no amount, it does not matter what its currency would have been.
  const isPriced = money !== undefined || lines.items.some((item) => item.priceMicros !== undefined);
  if (isPriced && isRefusal(currency)) return currency;
  event.items = lines.items;
  if (money !== undefined) event.money = money;
  return event;
}

function readType(raw: Raw, envelope: Envelope): EventType | Refusal {
  const stated = statedType(raw, envelope);
  const known = eventTypes.find((type) => type === stated);
  return known ?? refuse("unknown-type", `The type is one of ${eventTypes.join(", ")}.`, "type");
}

/** `type`, else the route's call, else Segment's old name for it, `action`. */
function statedType(raw: Raw, envelope: Envelope): unknown {
  const stated = raw.type ?? envelope.typeFromRoute ?? raw.action;
  return typeof stated === "string" ? stated.toLowerCase() : stated;
}

function readObject(raw: Raw, field: "properties" | "traits" | "context"): JsonObject | Refusal {
  const value = raw[field];
  if (value == null) return {};
  if (typeof value !== "object" || Array.isArray(value))
    return refuse("wrong-type", `\`${field}\` is an object.`, field);
  return value as JsonObject;
}

function readContext(raw: Raw, envelope: Envelope): JsonObject | Refusal {
  const own = readObject(raw, "context");
  if (isRefusal(own)) return own;
  const withBatch = envelope.batchContext === undefined ? own : { ...envelope.batchContext, ...own };
  const { groupId } = raw;
  return typeof groupId === "string" || typeof groupId === "number" ? { ...withBatch, groupId } : withBatch;
}

/** `page` and `screen` calls carry their name and category beside their properties. */
function pageProperties(type: EventType, raw: Raw, properties: JsonObject): JsonObject {
  if (type !== "page" && type !== "screen") return properties;
  const named: JsonObject = {};
  if (typeof raw.name === "string" && properties.name === undefined) named.name = raw.name;
  if (typeof raw.category === "string" && properties.category === undefined) named.category = raw.category;
  for (const _ in named) return { ...properties, ...named };
  return properties;
}

/** Who refused, with the proof of it, and nothing else. */
function withoutContent(event: Event): Event {
  return { ...event, properties: consentProof(event.properties), traits: {}, context: {} };
}

/** Which texts were read, in which language, how and on which page the choice was made. */
const proofFields = ["texts", "language", "method", "page"] as const;
const longestProof = 500;

function consentProof(properties: JsonObject): JsonObject {
  const proof: JsonObject = {};
  for (const field of proofFields) {
    const value = properties[field];
    if (value !== undefined && JSON.stringify(value).length <= longestProof) proof[field] = value;
  }
  return proof;
}
