import type { DeliveryRules, MessageCap } from "@attune/model/delivery";
import type { ChannelName, MessageCategory } from "@attune/model/message";
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

/** The events that count messages, and responses to them, by channel. */
export const sentEvents: Record<ChannelName, string> = {
  email: "Email Sent",
  "web-push": "Push Notification Sent",
  webhook: "Webhook Sent",
  "in-app": "In-App Message Sent",
};
const responses = ["Email Link Clicked", "Push Notification Tapped", "In-App Message Clicked"];
const fatigueDays = 60;
const retryHoldMs = 3_600_000;

/**
 * Whether a message may go out now. Transactional ones always may. Marketing needs the person's consent, and heeds the trait `do_not_contact`, pauses, caps, fatigue and
 * quiet hours; what only has to wait is held, what is over the cap is left out.
 *
 * @param personCalendar of the person's own time zone: caps count business days, quiet hours are the person's.
 */
export function maySend(
  message: MessageToJudge,
  view: MovableView,
  rules: DeliveryRules,
  personCalendar: Calendar,
): MaySend {
  if (message.category === "transactional") return { kind: "send" };
  if (view.traits("do_not_contact") === true) return { kind: "skip", why: "asked not to be contacted" };
  if (!allowsMarketing(view, message.channel))
    return { kind: "skip", why: `no consent to marketing by ${message.channel}` };
  if (rules.pauseWhile !== undefined) {
    const { holds, because } = evaluateCondition(rules.pauseWhile, view);
    if (holds) return { kind: "hold", untilAt: view.now + retryHoldMs, why: `promotion pauses: ${because()}` };
  }
  const isTired = rules.tiredAfter !== undefined && isTiredOf(view, rules.tiredAfter);
  for (const cap of rules.caps) {
    if (cap.channel !== undefined && cap.channel !== message.channel) continue;
    const atMost = isTired ? Math.floor(cap.atMost / 2) : cap.atMost;
    const sent = countOf(
      view,
      cap.channel === undefined ? Object.values(sentEvents) : [sentEvents[cap.channel]],
      cap.withinDays,
    );
    if (sent >= atMost) return { kind: "skip", why: capWords(cap, atMost, isTired) };
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

function capWords({ channel, withinDays }: MessageCap, atMost: number, isTired: boolean): string {
  const what = channel === undefined ? "messages" : `${channel} messages`;
  return `the cap of ${atMost} ${what} in ${withinDays} days is reached${isTired ? " (halved: no response lately)" : ""}`;
}

function isTiredOf(view: MovableView, tiredAfter: number): boolean {
  return (
    countOf(view, Object.values(sentEvents), fatigueDays) >= tiredAfter && countOf(view, responses, fatigueDays) === 0
  );
}

function countOf(view: MovableView, names: readonly string[], withinDays: number): number {
  let sum = 0;
  for (const name of names) {
    const counter = view.counter(name);
    if (counter !== undefined) sum += countInDays(counter, view.today, withinDays);
  }
  return sum;
}
