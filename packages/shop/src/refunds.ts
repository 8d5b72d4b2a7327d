import { dayMs } from "@attune/math/time-units";
import type { JsonObject } from "@attune/model/json";
import { drawExponential } from "./draws.ts";
import type { SegmentPayload } from "./segment-payload.ts";
import type { Story } from "./story.ts";
import type { Visit } from "./visit-state.ts";

/** The switch `refunds`: some orders come back whole, days later; the shop's back office books it under the user id. */
export function* refundLater(visit: Visit, order: JsonObject): Story {
  const { refunds } = visit.world.switches;
  if (!refunds || visit.choice.uniform() >= refunds.share) return;
  const at = visit.at + Math.ceil(drawExponential(visit.choice, refunds.meanDays * dayMs));
  const { order_id, currency, revenue, products } = order;
  const payload: SegmentPayload = {
    type: "track",
    event: "Order Refunded",
    messageId: `${visit.world.run}-${visit.id}-refund`,
    timestamp: new Date(at).toISOString(),
    userId: visit.shopper.account.userId,
    properties: { order_id: order_id!, currency: currency!, revenue: revenue!, total: revenue!, products: products! },
    context: { library: { name: "analytics-node", version: "2.3.0" } },
  };
  yield { kind: "begin", at: visit.at, beginsAt: at, tell: () => bookRefund(at, payload) };
}

function* bookRefund(at: number, payload: SegmentPayload): Story {
  yield { kind: "event", at, payload };
}
