import type { DeliveryRules, MessageCap } from "@attune/model/delivery";
import {
  type ChannelName,
  channelNames,
  isTransactional,
  type MessageCategory,
  sentCounter,
  sentEvents,
} from "@attune/model/message";
import type { Calendar } from "@attune/rules/calendar";
import { countInDays } from "@attune/rules/count-events";
import { evaluateCondition } from "@attune/rules/evaluate-condition";
import type { MovableView } from "@attune/rules/person-view";
import { nextOutside } from "./next-hours.ts";

export interface MessageToJudge {
  channel: ChannelName;
  category: MessageCategory;
}

export type MaySend = { kind: "send" } | { kind: "hold"; untilAt: number; why: string } | { kind: "skip"; why: string };

/** What shows that somebody heeds what is sent to them, in the channels that can tell. */
const responses = ["Email Link Clicked", "Push Notification Tapped", "In-App Message Clicked", "Order Completed"];
const answerable: readonly ChannelName[] = ["email", "web-push", "in-app"];
const fatigueDays = 60;
/** As far back as profiles count by day. */
const countedDays = 90;
const retryHoldMs = 3_600_000;

/**
 * Whether a message may go out now. Transactional ones always may. Promotion needs the person's consent, and heeds the trait `do_not_contact`, pauses, caps, fatigue and
 * quiet hours; what only has to wait is held, what is over the cap is left out.
 *
 * @param personCalendar of the person's own time zone: caps count business days, quiet hours are the person's.
 * @param isWatched whether clicks of this person are counted: of others it cannot be told that they did not respond.
 */
export function maySend(
  message: MessageToJudge,
  view: MovableView,
  rules: DeliveryRules,
  personCalendar: Calendar,
  isWatched: boolean,
): MaySend {
  if (isTransactional(message.category)) return { kind: "send" };
  if (view.traits("do_not_contact") === true) return { kind: "skip", why: "asked not to be contacted" };
  if (!allowsMarketing(view, message.channel))
    return { kind: "skip", why: `no consent to marketing by ${message.channel}` };
  if (rules.pauseWhile !== undefined) {
    const { holds, isUndetermined, because } = evaluateCondition(rules.pauseWhile, view);
    // Where it is not known whether it pauses, rather too little is sent than too much.
    const doubt = isUndetermined ? "perhaps: " : "";
    if (holds || isUndetermined)
      return { kind: "hold", untilAt: view.now + retryHoldMs, why: `promotion pauses: ${doubt}${because()}` };
  }
  const isTired = isWatched && rules.tiredAfter !== undefined && isTiredOf(view, rules.tiredAfter);
  for (const declared of rules.caps) {
    if (declared.channel !== undefined && declared.channel !== message.channel) continue;
    if (declared.category !== undefined && declared.category !== message.category) continue;
    const cap = isTired ? halved(declared) : declared;
    if (countSent(view, cap) >= cap.atMost) return { kind: "skip", why: capWords(cap, isTired) };
  }
  if (rules.quietHours === undefined) return { kind: "send" };
  const untilAt = nextOutside(rules.quietHours, personCalendar, view.now);
  return untilAt === view.now ? { kind: "send" } : { kind: "hold", untilAt, why: `quiet hours ${rules.quietHours}` };
}

/** A yes to the channel or to marketing as a whole; one refusal of either is enough. */
function allowsMarketing({ consent }: MovableView, channel: ChannelName): boolean {
  const said = [consent?.marketing?.value, consent?.[`marketing-${channel}`]?.value];
  return said.includes(true) && !said.includes(false);
}

function capWords({ channel, category, atMost, withinDays }: MessageCap, isTired: boolean): string {
  const what = [channel, category, "messages"].filter((word) => word !== undefined).join(" ");
  return `the cap of ${atMost} ${what} in ${withinDays} days is reached${isTired ? " (half as often: no response lately)" : ""}`;
}

/**
 * Half as often: as many in twice the days, so that a cap of one does not become none. Where profiles do not count back so far, fewer within the
 * days that they count; one at least, where the cap has one.
 */
function halved(cap: MessageCap): MessageCap {
  const withinDays = Math.min(countedDays, 2 * cap.withinDays);
  const share = withinDays / (2 * cap.withinDays);
  return { ...cap, withinDays, atMost: Math.min(cap.atMost, Math.max(1, Math.floor(cap.atMost * share))) };
}

function isTiredOf(view: MovableView, tiredAfter: number): boolean {
  let sent = 0;
  for (const channel of answerable) sent += countSent(view, { channel, withinDays: fatigueDays });
  return sent >= tiredAfter && responses.every((name) => countOf(view, name, fatigueDays) === 0);
}

/** Promotional messages that went out, as a cap counts them. Those from before categories were told count as promotion. */
function countSent(view: MovableView, { channel, category, withinDays }: Omit<MessageCap, "atMost">): number {
  let sum = 0;
  for (const each of channel === undefined ? channelNames : [channel]) {
    const event = sentEvents[each];
    sum +=
      category === undefined
        ? countOf(view, event, withinDays) - countOf(view, sentCounter(event, "transactional"), withinDays)
        : countOf(view, sentCounter(event, category), withinDays);
  }
  return sum;
}

function countOf(view: MovableView, name: string, withinDays: number): number {
  const counter = view.counter(name);
  return counter === undefined ? 0 : countInDays(counter, view.today, withinDays);
}
