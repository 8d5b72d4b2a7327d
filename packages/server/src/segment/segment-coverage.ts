import type { Engine } from "@attune/engine/runtime/engine";
import { segmentWarnings } from "@attune/engine/segment/segment-warnings";
import type { Profile } from "@attune/model/profile";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { countInDays } from "@attune/rules/count-events";
import { lookThroughPeople, peopleInSample } from "./look-through-people.ts";

/** Events of the last so many business days are the traffic. */
const trafficDays = 30;

interface Amounts {
  people: number;
  events: number;
  /** Net of refunds, ever. */
  revenueMicros: number;
}

/**
 * What share of people, of traffic (events of the last 30 days) and of revenue (net, of all time) the active segments cover: together, each, and what
 * each alone adds. Evaluated now, of up to 20,000 people; of more, of a random sample.
 */
export async function segmentCoverage(engine: Engine) {
  const segments = engine.playbook.segments ?? [];
  const all = nothing();
  const covered = nothing();
  const each = new Map(segments.map(({ segmentId }) => [segmentId, { own: nothing(), alone: nothing() }]));
  const looked = await lookThroughPeople(engine, peopleInSample, (profile, view) => {
    const mine = amountsOf(profile, view.today);
    add(all, mine);
    const memberOf = segments.filter(({ segmentId }) => view.membership?.(segmentId)?.isMember === true);
    if (memberOf.length > 0) add(covered, mine);
    for (const { segmentId } of memberOf) {
      const { own, alone } = each.get(segmentId)!;
      add(own, mine);
      if (memberOf.length === 1) add(alone, mine);
    }
  });
  return {
    ...looked,
    trafficDays,
    covered: sharesOf(covered, all),
    segments: segments.map(({ segmentId, name }) => {
      const { own, alone } = each.get(segmentId)!;
      return { segmentId, name, covered: sharesOf(own, all), alone: sharesOf(alone, all) };
    }),
    warnings: segmentWarnings(segments).map(({ message }) => message),
  };
}

const nothing = (): Amounts => ({ people: 0, events: 0, revenueMicros: 0 });

function amountsOf({ counters, commerce }: Profile, today: number): Amounts {
  let events = 0;
  for (const counter of Object.values(counters)) events += countInDays(counter, today, trafficDays);
  return {
    people: 1,
    events,
    revenueMicros: commerce.grossMicros - commerce.refundedMicros + commerce.adjustedMicros,
  };
}

function add(sum: Amounts, more: Amounts): void {
  sum.people += more.people;
  sum.events += more.events;
  sum.revenueMicros += more.revenueMicros;
}

function sharesOf(part: Amounts, whole: Amounts) {
  return {
    people: shareOf(part.people, whole.people, "there are no people yet"),
    traffic: shareOf(part.events, whole.events, `nothing happened in the last ${trafficDays} days`),
    revenue: shareOf(part.revenueMicros, whole.revenueMicros, "there is no revenue yet"),
  };
}

function shareOf(part: number, whole: number, reason: string): number | Undetermined {
  return whole > 0 ? part / whole : undetermined("nothing-to-share", reason);
}
