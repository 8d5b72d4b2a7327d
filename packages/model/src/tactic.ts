import type { AlertRules } from "./alerts.ts";
import type { Audience } from "./audience.ts";
import type { Condition, ItemFilter } from "./condition.ts";
import type { DeliveryRules } from "./delivery.ts";
import type { Destination } from "./destination.ts";
import type { Experiment, Guardrail } from "./experiment.ts";
import type { Goal } from "./goal.ts";
import type { Journey } from "./journey.ts";
import type { JsonObject } from "./json.ts";
import type { CatalogueRules } from "./merchandising.ts";
import type { MessageTemplate } from "./message.ts";
import type { Metric } from "./metric.ts";
import type { Offer } from "./offer.ts";
import type { PriceTest } from "./price-test.ts";
import type { PrivacyRules } from "./privacy.ts";
import type { Cap, PlaybookRestraint } from "./restraint.ts";
import type { Segment } from "./segment.ts";
import type { TrackingPlan } from "./tracking-plan.ts";

/** Where items come from. The last need a trained model; until there is one, and where it has nothing to say, popular items stand in. */
export const itemSources = [
  "popular",
  "trending",
  "recently-viewed",
  "new-arrivals",
  "category-bestsellers",
  "for-you",
  "session-based",
  "similar-items",
  "also-viewed",
  "bought-together",
  "cart-add-ons",
  "upsell",
  "buy-again",
  "next-best-action",
  "ranked-list",
] as const;
export type ItemSource = (typeof itemSources)[number];

/** Where something can appear. */
export interface Placement {
  placementId: string;
  title?: string;
  /** What is shown where no tactic applies, to held-out people, and without consent. */
  default: { content: JsonObject; items?: ItemList };
  /** Whose caps count here; absent: the request's channel. */
  channel?: string;
  /** All tactics of the placement together. */
  caps?: Cap[];
}

/** What a list of what is next does with what the person has seen. */
export const seenRules = ["leave-out", "keep"] as const;
export type SeenRule = (typeof seenRules)[number];

export interface ItemList {
  from: ItemSource;
  /** 1 to 100. */
  limit: number;
  category?: string;
  /** Which items; what is not known of an item does not fit. */
  where?: ItemFilter;
  /** Items that the person bought within so many days are left out; absent: 30, and none of what is bought again and again. */
  withoutBoughtDays?: number;
  /** Whether a list of what is next (`for-you`, `session-based`) may show what the person has seen; absent: `leave-out`. */
  seen?: SeenRule;
  /** Probability in [0, 1] that the last place goes to an item that nobody knows yet; absent: 0. */
  explore?: number;
}

/** One alternative of a tactic: what differs from the tactic itself. */
export interface TacticVariant {
  variantId: string;
  /** In place of the tactic's content. */
  content?: JsonObject;
  /** In place of the tactic's list. */
  items?: ItemList;
}

/** What to show whom, where, and how it is measured. */
export interface Tactic {
  tacticId: string;
  name: string;
  placementId: string;
  hypothesis?: string;
  /** Who answers for it: a team, or an address that its reports are sent to. */
  owner?: string;
  /** Absent: everyone. */
  when?: Condition;
  content: JsonObject;
  items?: ItemList;
  /** The first is shown where no experiment on the tactic says otherwise. Absent: the tactic is its only variant, `default`. */
  variants?: TacticVariant[];
  schedule?: { startsAt?: number; endsAt?: number };
  /** The greater wins; ties go to the smaller id. */
  priority: number;
  /** Share of eligible people withheld from this tactic, 0 to 1. */
  holdout: number;
  /** Outcomes count for this many days from the first exposure opportunity. */
  windowDays: number;
  /** The tactic is stopped where it is shown to harm one of them, against the people held out of it. */
  guardrails?: Guardrail[];
  /** What it is to reach, and by when. */
  goal?: Goal;
  /** At which moment it comes, in words for people. */
  trigger?: string;
  caps?: Cap[];
  /** "22:00-07:00" in the business time zone: not then. */
  quietHours?: string;
  /** Of the tactics of one group a person sees one. */
  exclusivityGroup?: string;
  /** Given with it. It is not shown where the offer has ended or was redeemed. */
  offerId?: string;
  /** Its variants are prices. */
  price?: PriceTest;
}

/** Why a declared tactic is not shown. */
export interface TacticStop {
  tacticId: string;
  at: number;
  by: string;
  reason: string;
}

export interface Playbook {
  holdout: number;
  placements: Record<string, Placement>;
  tactics: Tactic[];
  /** One's own, beside the built-in ones; one of the same id takes the built-in one's place. */
  metrics?: Metric[];
  catalogue?: CatalogueRules;
  segments?: Segment[];
  restraint?: PlaybookRestraint;
  offers?: Offer[];
  /** Why models may run although the business is below the size at which they help; absent: they wait. */
  modelsBelowThresholds?: string;
  experiments?: Experiment[];
  /** By template id. */
  messages?: Record<string, MessageTemplate>;
  journeys?: Journey[];
  delivery?: DeliveryRules;
  privacy?: PrivacyRules;
  destinations?: Destination[];
  alerts?: AlertRules;
  /** Which events are to come in; absent: nothing is planned. */
  trackingPlan?: TrackingPlan;
  audiences?: Audience[];
}
