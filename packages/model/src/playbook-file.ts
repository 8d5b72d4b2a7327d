import Type from "typebox";
import { alertsEntrySchema } from "./alerts.ts";
import { audienceEntrySchema } from "./audience.ts";
import { deliveryEntrySchema } from "./delivery.ts";
import { destinationEntrySchema } from "./destination.ts";
import { experimentEntrySchema } from "./experiment.ts";
import { goalEntrySchema } from "./goal.ts";
import { journeyEntrySchema } from "./journey.ts";
import { catalogueEntrySchema, itemFilterSchema } from "./merchandising.ts";
import { messageEntrySchema } from "./message.ts";
import { metricEntrySchema } from "./metric.ts";
import { offerEntrySchema } from "./offer.ts";
import { priceEntrySchema } from "./price-test.ts";
import { privacyEntrySchema } from "./privacy.ts";
import { capsEntrySchema, quietHoursEntrySchema, restraintEntrySchema } from "./restraint.ts";
import { segmentEntrySchema } from "./segment.ts";
import { itemSources, seenRules } from "./tactic.ts";
import { trackingPlanSchema } from "./tracking-plan.ts";

const closed = { additionalProperties: false };
const share = Type.Number({ minimum: 0, maximum: 1 });
const identifier = Type.String({ minLength: 1, maxLength: 100 });
const content = Type.Record(Type.String(), Type.Unknown());

const items = Type.Object(
  {
    from: Type.Enum([...itemSources]),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    category: Type.Optional(Type.String()),
    where: Type.Optional(itemFilterSchema),
    withoutBoughtDays: Type.Optional(Type.Number({ minimum: 0, maximum: 3_650 })),
    seen: Type.Optional(Type.Enum([...seenRules])),
    explore: Type.Optional(share),
  },
  closed,
);

const business = Type.Object(
  {
    name: Type.Optional(Type.String()),
    timeZone: Type.Optional(Type.String()),
    currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
    rates: Type.Optional(Type.Record(Type.String(), Type.Number({ exclusiveMinimum: 0 }))),
    revenue: Type.Optional(
      Type.Object(
        { includeTax: Type.Optional(Type.Boolean()), includeShipping: Type.Optional(Type.Boolean()) },
        closed,
      ),
    ),
    internalTraffic: Type.Optional(
      Type.Array(
        Type.Object(
          {
            ip: Type.Optional(Type.String()),
            emailDomain: Type.Optional(Type.String()),
            userId: Type.Optional(Type.String()),
            flag: Type.Optional(Type.String()),
          },
          { ...closed, minProperties: 1 },
        ),
      ),
    ),
  },
  closed,
);

const placement = Type.Object(
  {
    title: Type.Optional(Type.String()),
    default: Type.Optional(Type.Object({ content: Type.Optional(content), items: Type.Optional(items) }, closed)),
    channel: Type.Optional(identifier),
    caps: Type.Optional(capsEntrySchema),
  },
  closed,
);

const variant = Type.Object({ content: Type.Optional(content), items: Type.Optional(items) }, closed);

const tactic = Type.Object(
  {
    name: Type.Optional(Type.String()),
    placement: identifier,
    hypothesis: Type.Optional(Type.String()),
    owner: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    /** Read by the condition language itself, which knows better what is wrong with one. */
    when: Type.Optional(Type.Unknown()),
    content: Type.Optional(content),
    items: Type.Optional(items),
    variants: Type.Optional(Type.Record(Type.String(), variant)),
    schedule: Type.Optional(
      Type.Object({ from: Type.Optional(Type.String()), until: Type.Optional(Type.String()) }, closed),
    ),
    priority: Type.Optional(Type.Integer()),
    holdout: Type.Optional(share),
    windowDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    guardrails: Type.Optional(Type.Record(Type.String(), Type.Number({ minimum: 0 }))),
    goal: Type.Optional(goalEntrySchema),
    trigger: Type.Optional(Type.String()),
    caps: Type.Optional(capsEntrySchema),
    quietHours: Type.Optional(quietHoursEntrySchema),
    exclusivityGroup: Type.Optional(identifier),
    offer: Type.Optional(identifier),
    price: Type.Optional(priceEntrySchema),
  },
  closed,
);

/** What people write in `attune.yaml`: the business, and what to show whom. Every field has a default but a tactic's placement. */
export const playbookFileSchema = Type.Object(
  {
    business: Type.Optional(business),
    holdout: Type.Optional(share),
    placements: Type.Optional(Type.Record(Type.String(), placement)),
    tactics: Type.Optional(Type.Record(Type.String(), tactic)),
    metrics: Type.Optional(Type.Record(Type.String(), metricEntrySchema)),
    catalogue: Type.Optional(catalogueEntrySchema),
    segments: Type.Optional(Type.Record(Type.String(), segmentEntrySchema)),
    restraint: Type.Optional(restraintEntrySchema),
    offers: Type.Optional(Type.Record(Type.String(), offerEntrySchema)),
    models: Type.Optional(Type.Object({ belowThresholds: Type.String({ minLength: 3 }) }, closed)),
    experiments: Type.Optional(Type.Record(Type.String(), experimentEntrySchema)),
    messages: Type.Optional(Type.Record(Type.String(), messageEntrySchema)),
    journeys: Type.Optional(Type.Record(Type.String(), journeyEntrySchema)),
    delivery: Type.Optional(deliveryEntrySchema),
    privacy: Type.Optional(privacyEntrySchema),
    destinations: Type.Optional(Type.Record(Type.String(), destinationEntrySchema)),
    alerts: Type.Optional(alertsEntrySchema),
    trackingPlan: Type.Optional(trackingPlanSchema),
    audiences: Type.Optional(Type.Record(Type.String(), audienceEntrySchema)),
  },
  closed,
);

export type PlaybookFile = Type.Static<typeof playbookFileSchema>;
