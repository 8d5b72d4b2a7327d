import type { Opportunity } from "@attune/model/decision";
import type { OfferStanding } from "@attune/model/offer";
import { keptEntries, type Profile, type Showing } from "@attune/model/profile";
import type { Tactic } from "@attune/model/tactic";
import type { Calendar } from "@attune/rules/calendar";
import { minuteInTime } from "@attune/rules/time-of-day";
import type { ArrangedRestraint, ScopedCap, TacticRestraint } from "./arrange-restraint.ts";
import { isGiven, offerStanding } from "./offer-standing.ts";
import type { Refusal } from "./refusal-of.ts";

/** What one person has been shown, as one decision restrains itself by it. */
export interface Restrainer {
  /** Why a tactic that is eligible is not to be shown now; null where nothing stands against it. */
  refusalOf(tactic: Tactic): Refusal | null;
  /** Counts a tactic that came first, for what follows in the same request, and marks its opportunity for the profile. */
  note(tactic: Tactic, opportunity: Opportunity | null): void;
  /** What is promised with a tactic that is shown: from now on where it never was; null: its budget is used up. */
  offerOf(tactic: Tactic): OfferStanding | null | undefined;
}

/** What is decided on and not in the profile yet. */
export interface Reserved {
  showings: Showing[];
  /** `given`: to somebody not held out. */
  offers: Array<{ offerId: string; at: number; given: boolean }>;
}

export interface ShownSoFar {
  profile: Profile | undefined;
  reserved: Readonly<Reserved>;
  now: number;
  calendar: Calendar | undefined;
  /** The request's; a placement that declares one has its own. */
  channel: string;
  /** Whether an offer's budget has room for one more person. */
  offerHasRoom: (offerId: string) => boolean;
}

const hourMs = 3_600_000;
const none: readonly Showing[] = [];
const kept = keptEntries.showings;

/** Linear in the showings that a profile keeps (60 at most), and only for tactics that are restrained. */
export function createRestrainer(restraint: ArrangedRestraint, shown: ShownSoFar): Restrainer {
  const { profile, reserved, now, calendar } = shown;
  const stored = profile?.showings ?? none;
  /** In this same request. */
  const noted: Showing[] = [];

  const channelFor = ({ channel }: TacticRestraint) => channel ?? shown.channel;

  function isFull(cap: ScopedCap, tactic: Tactic, channel: string): boolean {
    const since = now - cap.withinMs;
    let left = cap.atMost;
    for (const showing of noted) if (isIn(cap, showing, tactic, channel)) left -= 1;
    for (const showing of reserved.showings) if (showing.at > since && isIn(cap, showing, tactic, channel)) left -= 1;
    if (left <= 0) return true;
    // Newest first: what the window still holds is at the end.
    for (let i = stored.length - 1; i >= 0; i--) {
      const showing = stored[i]!;
      if (showing.at <= since) return false;
      if (isIn(cap, showing, tactic, channel)) {
        left -= 1;
        if (left === 0) return true;
      }
    }
    // All that is kept lies within the window: what lay before is not known. Rather too little than too much.
    return stored.length >= kept;
  }

  function rivalOf({ group }: TacticRestraint): Showing | undefined {
    if (group === undefined) return undefined;
    const rival = noted.find(({ tacticId }) => group.others.has(tacticId));
    if (rival !== undefined || group.restMs === 0) return rival;
    const isRecent = ({ at, tacticId }: Showing) => at > now - group.restMs && group.others.has(tacticId);
    return reserved.showings.find(isRecent) ?? stored.findLast(isRecent);
  }

  return {
    refusalOf(tactic) {
      const own = restraint.tactics.get(tactic.tacticId);
      if (own === undefined) return null;
      const channel = channelFor(own);
      const ofChannel = restraint.channels.get(channel);
      const cap =
        own.caps.find((one) => isFull(one, tactic, channel)) ??
        ofChannel?.caps.find((one) => isFull(one, tactic, channel));
      if (cap !== undefined) return { outcome: "capped", reason: () => cappedText(cap, tactic, channel) };
      const hours =
        own.quietHours.find((one) => isQuiet(one, now, calendar)) ??
        ofChannel?.quietHours.find((one) => isQuiet(one, now, calendar));
      if (hours !== undefined)
        return { outcome: "quiet-hours", reason: () => `quiet from ${hours.replace("-", " to ")}` };
      const rival = rivalOf(own);
      if (rival !== undefined)
        return {
          outcome: "excluded",
          reason: () => `${rival.tacticId} of the same group ${own.group?.name} came before`,
        };
      const standing = own.offer === undefined ? null : offerStanding(own.offer, profile, reserved.offers, now);
      if (standing === null && own.offer !== undefined && !shown.offerHasRoom(own.offer.offerId))
        return { outcome: "offer-over", reason: () => `the budget of offer ${own.offer?.offerId} is used up` };
      if (standing === null || standing.state === "open") return null;
      const { perPerson = 1 } = own.offer!;
      const often = standing.state === "redeemed" && perPerson > 1 ? ` ${perPerson} times, as often as it allows` : "";
      return { outcome: "offer-over", reason: () => `offer ${standing.offerId} is ${standing.state}${often}` };
    },
    offerOf({ tacticId }) {
      const offer = restraint.tactics.get(tacticId)?.offer;
      if (offer === undefined) return undefined;
      const { offerId, code, discount, validMs, perPerson = 1 } = offer;
      // It may have come before to somebody held out of one tactic and not of another.
      if (!isGiven(offerId, profile, reserved.offers) && !shown.offerHasRoom(offerId)) return null;
      const begun = { offerId, state: "open", code, discount, givenAt: now, endsAt: now + validMs } as const;
      const left = perPerson > 1 ? { redemptionsLeft: perPerson } : {};
      return offerStanding(offer, profile, reserved.offers, now) ?? { ...begun, ...left };
    },
    note({ tacticId, placementId }, opportunity) {
      const own = restraint.tactics.get(tacticId);
      if (own === undefined) return;
      if (own.offer !== undefined && opportunity !== null) opportunity.offerId = own.offer.offerId;
      if (!own.isCounted) return;
      const channel = channelFor(own);
      if (opportunity !== null) opportunity.countsIn = channel;
      noted.push({ at: now, offset: 0, tacticId, placementId, channel });
    },
  };
}

function isIn({ scope }: ScopedCap, showing: Showing, tactic: Tactic, channel: string): boolean {
  if (scope === "tactic") return showing.tacticId === tactic.tacticId;
  if (scope === "placement") return showing.placementId === tactic.placementId;
  return scope === "everywhere" || showing.channel === channel;
}

/** Without a calendar it is not known what time it is: then it is quiet. */
function isQuiet(hours: string, now: number, calendar: Calendar | undefined): boolean {
  return calendar === undefined || minuteInTime(calendar.minuteOf(now), hours);
}

function cappedText(
  { atMost, withinMs, scope }: ScopedCap,
  { tacticId, placementId }: Tactic,
  channel: string,
): string {
  const names = { tactic: tacticId, placement: placementId, channel, everywhere: "all tactics" };
  const hours = withinMs / hourMs;
  const window = hours % 24 === 0 ? `${hours / 24} days` : `${hours} hours`;
  return `${names[scope]} was shown ${atMost} times within ${window}, as often as its cap allows`;
}
