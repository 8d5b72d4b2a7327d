import type { Device, Event } from "./event.ts";
import type { Identifier } from "./identity.ts";
import type { JsonObject } from "./json.ts";
import type { OfferStanding } from "./offer.ts";

/** Which side of the measurement a person is on for one tactic. `contextual`: outside of it (no consent). */
export type Arm = "exposed" | "tactic-holdout" | "global-holdout" | "contextual";

export interface DecidedItem {
  itemId: string;
  score: number;
  /** Why this item, in words that are true: "popular in the last 30 days", "you viewed it on 3 May". */
  reason: string;
}

/** What to show in one placement. */
export interface PlacementDecision {
  /** The tactic that won the placement; null where none was eligible, or where the person is held out of all. */
  tacticId: string | null;
  variantId: string | null;
  /** True where a tactic would have been shown and the person is held out of it (or of everything). */
  holdout: boolean;
  content: JsonObject;
  items: DecidedItem[];
  /** True where something was slow or missing and a prepared answer was given instead. */
  fallback: boolean;
  reason: string;
  /** What is promised with it, the same in every channel. */
  offer?: OfferStanding;
}

export interface DecideRequest {
  userId?: string;
  anonymousId?: string;
  placements: string[];
  context?: JsonObject;
  /** Adds `trace`: every tactic that was considered and the clause that decided. */
  trace?: boolean;
  /** The receiver says whether the answer came in time (`/v1/decide/confirm`, within a minute); until then nobody is counted or exposed. */
  confirm?: boolean;
}

export interface TraceLine {
  tacticId: string;
  placementId: string;
  outcome:
    | "chosen"
    | "held-out"
    | "outranked"
    | "not-eligible"
    | "not-scheduled"
    | "undetermined"
    | "capped"
    | "quiet-hours"
    | "excluded"
    | "offer-over"
    | "stopped";
  reason: string;
}

export interface DecideResponse {
  decisionId: string;
  /** Null where the person gave no consent to personalization: nothing is stored of such a decision. */
  profileId: string | null;
  placements: Record<string, PlacementDecision>;
  trace?: TraceLine[];
}

/** One exposure opportunity: a tactic was eligible and came first for this person at this placement. */
export interface Opportunity {
  placementId: string;
  tacticId: string;
  variantId: string;
  arm: Arm;
  /** Probability with which this arm and variant were assigned, in (0, 1]. */
  propensity: number;
  /** The experiment that assigned the variant; absent for people who are in none. */
  experimentId?: string;
  /** The channel under which caps count it; absent where no cap and no group does. */
  countsIn?: string;
  /** The offer that comes with the tactic. Absent where `isWithheld`: nothing was promised. */
  offerId?: string;
  /**
   * Assigned and counted, and yet the placement's default was shown: the offer's budget was used up for this person alone. Held-out people cannot be asked whether
   * they would have got it, so both arms count everybody.
   */
  isWithheld?: true;
  /** Of a bandit: the draw that the variant comes from. */
  draw?: Draw;
  /** Of a list that tries new items: what its last place went to. Absent where there was no new item to draw. */
  lastPlace?: PlaceDraw;
}

/** Which item a place was given to where chance had a hand in it: what off-policy evaluation asks of a log. */
export interface PlaceDraw {
  /** Null where the list had nothing of its own for the place. */
  itemId: string | null;
  /** Drawn from the new items; false: the one that the list would have had anyway. */
  isNew: boolean;
  /** Probability with which this item got the place, in (0, 1]. */
  propensity: number;
}

/** One draw of a bandit, as it was made. */
export interface Draw {
  /** When it was made: the time of the decision that made it, earlier than that of the decisions that keep to it. */
  at: number;
  /** The probabilities of all variants, in the experiment's order, out of those who are in it. */
  probabilities: number[];
  /** What was known of the person, as the policy reads it: `device=phone;visitor=new`. Absent where it reads nothing. */
  context?: string;
}

/** What the log keeps of a decision. */
export interface DecisionRecord {
  decisionId: string;
  at: number;
  identifiers: Identifier[];
  device?: Device;
  /** Where it was asked for; absent where the request does not tell. */
  channel?: Event["channel"];
  /** What assignment hashed; where a merge gives the person another profile, they keep it. */
  bucketingKey?: string;
  opportunities: Opportunity[];
}
