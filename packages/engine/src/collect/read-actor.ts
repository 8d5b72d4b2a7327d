import type { InternalTrafficRule } from "@attune/model/business";
import type { Actor, Event } from "@attune/model/event";
import type { Identifier } from "@attune/model/identity";
import { isInAddressBlock } from "./address-block.ts";
import { isBotUserAgent } from "./bot-user-agents.ts";

type Fields = Record<string, unknown>;

/** User agents are read this far; longer ones are padding. */
const userAgentLength = 1_000;

/**
 * Who caused the event. Internal traffic is what the business declares, never a guess. A bot is known by the *browser's* user agent
 * in the event's context; an event sent by a server has none of its own, whatever software carried it, so neither its user agent
 * nor its address says anything about the person (rules on user id, e-mail domain and flag still hold).
 */
export function readActor(
  channel: Event["channel"],
  identifiers: readonly Identifier[],
  traits: Fields,
  properties: Fields,
  context: Fields,
  rules: readonly InternalTrafficRule[],
): Actor {
  const fromServer = channel === "server";
  for (const rule of rules) {
    if (rule.ip !== undefined && !fromServer && typeof context.ip === "string" && isInAddressBlock(context.ip, rule.ip))
      return "internal";
    if (rule.userId !== undefined && hasUserId(identifiers, rule.userId)) return "internal";
    if (rule.emailDomain !== undefined && hasEmailDomain(identifiers, rule.emailDomain)) return "internal";
    if (rule.flag !== undefined && hasFlag(rule.flag, traits, properties, context)) return "internal";
  }
  const { userAgent } = context;
  const isBot = !fromServer && typeof userAgent === "string" && isBotUserAgent(userAgent.slice(0, userAgentLength));
  return isBot ? "bot" : "person";
}

function hasUserId(identifiers: readonly Identifier[], userId: string): boolean {
  return identifiers.some((identifier) => identifier.namespace === "user_id" && identifier.value === userId);
}

function hasEmailDomain(identifiers: readonly Identifier[], domain: string): boolean {
  const ending = `@${domain.toLowerCase().replace(/^@/, "")}`;
  return identifiers.some((identifier) => identifier.namespace === "email" && identifier.value.endsWith(ending));
}

function hasFlag(flag: string, traits: Fields, properties: Fields, context: Fields): boolean {
  const contextTraits = typeof context.traits === "object" && context.traits !== null ? (context.traits as Fields) : {};
  return [traits, properties, contextTraits].some((fields) => Object.hasOwn(fields, flag) && fields[flag] === true);
}
