import type { InternalTrafficRule } from "@attune/model/business";
import type { Actor, Device } from "@attune/model/event";
import type { Identifier } from "@attune/model/identity";
import { isInAddressBlock } from "./address-block.ts";
import { isBotUserAgent } from "./bot-user-agents.ts";

type Fields = Record<string, unknown>;

/** What is known of the sender besides its context; all of it optional, so that a decide request can be judged by its context alone. */
interface Sender {
  /** True where a server sent it on a person's behalf. */
  fromServer?: boolean;
  identifiers?: readonly Identifier[];
  traits?: Fields;
  properties?: Fields;
  rules?: readonly InternalTrafficRule[];
}

/** User agents are read this far; longer ones are padding. */
const userAgentLength = 1_000;

const nobody: readonly Identifier[] = [];
const noRules: readonly InternalTrafficRule[] = [];

const tabletMark = /ipad|tablet|playbook|silk\/|kindle/i;
const phoneMark = /mobi|iphone|ipod|windows phone|blackberry|opera mini/i;
const desktopMark = /windows|macintosh|mac os x|linux|x11|cros/i;

const statedDevices: Record<string, Device> = {
  phone: "phone",
  mobile: "phone",
  smartphone: "phone",
  ios: "phone",
  android: "phone",
  tablet: "tablet",
  ipad: "tablet",
  desktop: "desktop",
  pc: "desktop",
};

/** Narrower than this in CSS pixels is a phone; used only where nothing better is known. */
const phoneWidth = 600;

/**
 * Who caused the event. Internal traffic is what the business declares, never a guess. A bot is known by the *browser's* user agent
 * in the event's context; an event sent by a server has none of its own, whatever software carried it, so neither its user agent
 * nor its address says anything about the person (rules on user id, e-mail domain and flag still hold).
 */
export function actorOf(context: Fields, sender: Sender = {}): Actor {
  const { fromServer = false, identifiers = nobody, rules = noRules } = sender;
  for (const rule of rules) {
    if (rule.ip !== undefined && !fromServer && typeof context.ip === "string" && isInAddressBlock(context.ip, rule.ip))
      return "internal";
    if (rule.userId !== undefined && hasUserId(identifiers, rule.userId)) return "internal";
    if (rule.emailDomain !== undefined && hasEmailDomain(identifiers, rule.emailDomain)) return "internal";
    if (rule.flag !== undefined && hasFlag(rule.flag, [sender.traits, sender.properties, asFields(context.traits)]))
      return "internal";
  }
  const { userAgent } = context;
  const isBot = !fromServer && typeof userAgent === "string" && isBotUserAgent(userAgent.slice(0, userAgentLength));
  return isBot ? "bot" : "person";
}

/** What the event happened on: stated by the client, else told by its user agent, else by the screen. Undefined where unknown. */
export function deviceOf(context: Fields): Device | undefined {
  const device = asFields(context.device);
  if (typeof device.type === "string") {
    const stated = device.type.toLowerCase();
    if (typeof device.model === "string" && /ipad|tablet/i.test(device.model.slice(0, 100))) return "tablet";
    if (Object.hasOwn(statedDevices, stated)) return statedDevices[stated];
  }
  if (typeof context.userAgent === "string" && context.userAgent !== "")
    return byUserAgent(context.userAgent.slice(0, userAgentLength));
  const { width } = asFields(context.screen);
  return typeof width === "number" && width > 0 ? (width < phoneWidth ? "phone" : "other") : undefined;
}

function byUserAgent(userAgent: string): Device {
  if (tabletMark.test(userAgent)) return "tablet";
  if (phoneMark.test(userAgent)) return "phone";
  // Android without `Mobile` is a tablet, by Google's own rule.
  if (/android/i.test(userAgent)) return "tablet";
  return desktopMark.test(userAgent) ? "desktop" : "other";
}

function hasUserId(identifiers: readonly Identifier[], userId: string): boolean {
  return identifiers.some((identifier) => identifier.namespace === "user_id" && identifier.value === userId);
}

function hasEmailDomain(identifiers: readonly Identifier[], domain: string): boolean {
  const ending = `@${domain.toLowerCase().replace(/^@/, "")}`;
  return identifiers.some((identifier) => identifier.namespace === "email" && identifier.value.endsWith(ending));
}

function hasFlag(flag: string, places: ReadonlyArray<Fields | undefined>): boolean {
  return places.some((fields) => fields !== undefined && Object.hasOwn(fields, flag) && fields[flag] === true);
}
function asFields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
