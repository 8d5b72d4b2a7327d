import { errorCatalogue } from "@attune/model/errors";
import Type from "typebox";

/** Answers of the API as OpenAPI tells them. They document; what leaves is what the route made. */

export const errorAnswer = Type.Object(
  {
    error: Type.Object({
      code: Type.Enum(Object.keys(errorCatalogue)),
      message: Type.String(),
      path: Type.Optional(Type.String()),
      requestId: Type.String(),
    }),
  },
  { description: "Any failure; docs/reference/errors.md has a heading for each code." },
);

export const acceptedAnswer = Type.Object(
  { success: Type.Literal(true) },
  { description: "Everything that was kept or quarantined is on disk." },
);

const placementDecision = Type.Object({
  tacticId: Type.Union([Type.String(), Type.Null()]),
  variantId: Type.Union([Type.String(), Type.Null()]),
  holdout: Type.Boolean(),
  content: Type.Record(Type.String(), Type.Unknown()),
  items: Type.Array(Type.Object({ itemId: Type.String(), score: Type.Number(), reason: Type.String() })),
  fallback: Type.Boolean(),
  reason: Type.String(),
  offer: Type.Optional(
    Type.Object(
      {
        offerId: Type.String(),
        state: Type.Enum(["open", "redeemed", "expired"]),
        code: Type.String(),
        discount: Type.Record(Type.String(), Type.Number()),
        givenAt: Type.Integer(),
        endsAt: Type.Integer(),
        redemptionsLeft: Type.Optional(Type.Integer()),
      },
      { description: "What is promised with it, the same in every channel; times in epoch milliseconds." },
    ),
  ),
});

export const decideAnswer = Type.Object(
  {
    decisionId: Type.String(),
    profileId: Type.Union([Type.String(), Type.Null()]),
    placements: Type.Record(Type.String(), placementDecision),
  },
  { description: "What to show in each placement, and why." },
);

const moment = Type.Union([Type.String({ format: "date-time" }), Type.Null()]);

export const totalsAnswer = Type.Object(
  {
    customers: Type.Integer(),
    identifiedCustomers: Type.Integer(),
    orders: Type.Integer(),
    refunds: Type.Integer(),
    grossRevenue: Type.Number(),
    refundedRevenue: Type.Number(),
    adjustments: Type.Number(),
    netRevenue: Type.Number({ description: "gross − refunded + adjustments, two decimals" }),
    currency: Type.Union([Type.String(), Type.Null()]),
    firstEventAt: moment,
    lastEventAt: moment,
  },
  { description: "Money as numbers with two decimals, rounded once." },
);

export const jobAnswer = Type.Object(
  {
    jobId: Type.String(),
    kind: Type.String(),
    state: Type.Enum(["running", "done", "failed", "canceled"]),
    startedAt: Type.String({ format: "date-time" }),
    endedAt: moment,
    progress: Type.Object({
      done: Type.Number(),
      total: Type.Union([Type.Number(), Type.Null()]),
      unit: Type.String(),
    }),
    result: Type.Unknown(),
    error: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
  },
  { description: "Long work and how far it is." },
);
