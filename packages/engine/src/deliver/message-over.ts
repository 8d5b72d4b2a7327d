import type { Journey, JourneyRun, PendingDelivery } from "@attune/model/journey";
import { countInDays } from "@attune/rules/count-events";
import type { MovableView } from "@attune/rules/person-view";
import { cameToItsEnd, stopOf } from "./advance-run.ts";

const dayMs = 86_400_000;
const mostDays = 3;
/**
 * A marketing message that could not go out for so long is left out: it speaks of a visit, a cart or a price of then. A night's quiet hours and all
 * attempts at a mail server that is away are shorter.
 */
export const messageLastsMs = mostDays * dayMs;

/** The journey that wanted a message, as far as it is still known. */
export interface WantedBy {
  journey: Journey | undefined;
  /** The present run of the person in it. */
  run: JourneyRun | undefined;
}

/**
 * Why a marketing message that waited is not sent any more; null: it still is. What would have ended its journey does so to the message, even where the run came to its
 * end when the message was queued. Asked of the person as they are when it is to be sent, so that it needs nobody to have followed the log until then.
 */
export function whyMessageOver(
  delivery: Pick<PendingDelivery, "createdAt">,
  { journey, run }: WantedBy,
  view: MovableView,
): string | null {
  const { createdAt } = delivery;
  if (view.now - createdAt > messageLastsMs) return `it has waited for more than ${mostDays} days`;
  const own = run !== undefined && run.enteredAt <= createdAt ? run : null;
  if (own !== null && own.end !== null && own.end.at > createdAt && own.end.why !== cameToItsEnd)
    return `the journey has ended: ${own.end.why}`;
  if (journey === undefined) return null;
  const event = journey.stopOn.find((name) => hasHappened(name, journey, own, createdAt, view));
  return event === undefined ? stopOf(journey, view) : `${event} happened since`;
}

/**
 * Whether an event came after what began the run; where another run took its place, after the message was queued. Of somebody whose kept events do not reach
 * back that far the days decide: from the day on which it was queued, or from the next where the event also begins the journey.
 */
function hasHappened(
  event: string,
  { trigger }: Journey,
  run: JourneyRun | null,
  createdAt: number,
  { events, counter, calendar, today }: MovableView,
): boolean {
  const isLater = (seen: { at: number; offset: number }) =>
    run === null ? seen.at > createdAt : seen.offset > run.enteredOffset;
  if (events?.list.some((seen) => seen.name === event && isLater(seen)) === true) return true;
  const counted = counter(event);
  if (counted === undefined || (events !== undefined && events.completeAfter <= createdAt)) return false;
  const begins = "event" in trigger && trigger.event === event;
  const days = today - calendar.dayOf(createdAt) + (begins ? 0 : 1);
  return days > 0 && countInDays(counted, today, days) > 0;
}
