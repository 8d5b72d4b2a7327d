import type { AnalyticsBatch, EventRow } from "@attune/engine/ports/analytics";
import { createRng } from "@attune/math/rng";
import type { DecideResponse } from "@attune/model/decision";
import { answerWith, type Decide, type SimulationSettings, simulate } from "@attune/shop";

const dayMs = 86_400_000;

interface WireLine {
  product_id: string;
  category?: string;
  price?: number;
  quantity?: number;
}

/**
 * A simulated shop as the rows that the engine would write, without the engine: each person one profile. For tests of studies, which look at
 * thousands of people; that the engine itself writes these rows is tested elsewhere.
 */
export function simulatedRows(settings: SimulationSettings, decide: Decide): AnalyticsBatch {
  const batch: AnalyticsBatch = { events: [], exposures: [], people: [] };
  const owner = new Map<string, { profileId: string; device: string }>();
  for (const { account, devices, shopperId } of settings.shoppers) {
    for (const { anonymousId, kind } of devices) owner.set(anonymousId, { profileId: shopperId, device: kind });
    owner.set(account.userId, { profileId: shopperId, device: "" });
  }
  let offset = 0;
  for (const step of answerWith(simulate(settings), decide)) {
    offset += 1;
    const day = Math.floor(step.at / dayMs);
    if (step.kind === "decision") {
      const { placements, decisionId } = step.response ?? { placements: {}, decisionId: "" };
      for (const [placementId, { tacticId, variantId, holdout }] of Object.entries(placements)) {
        if (tacticId === null) continue;
        batch.exposures.push({
          offset,
          profileId: step.visitor.shopper.shopperId,
          decisionId,
          at: step.at,
          day,
          placementId,
          tacticId,
          variantId: variantId ?? "",
          arm: holdout ? "tactic-holdout" : "exposed",
          propensity: 0.5,
          device: step.visitor.device,
          channel: "web",
        });
      }
      continue;
    }
    const { payload } = step;
    const known = owner.get(payload.anonymousId ?? "") ?? owner.get(payload.userId ?? "");
    if (known === undefined) continue;
    batch.events.push(eventRow(offset, step.at, day, known, payload));
  }
  return batch;
}

function eventRow(
  offset: number,
  at: number,
  day: number,
  { profileId, device }: { profileId: string; device: string },
  payload: { type: string; event?: string; name?: string; userId?: string; properties?: Record<string, unknown> },
): EventRow {
  const name = payload.event ?? payload.name ?? payload.type;
  const properties = payload.properties ?? {};
  const moneyKind = name === "Order Completed" ? "order" : name === "Order Refunded" ? "refund" : "";
  const lines = linesOf(name, properties);
  return {
    offset,
    profileId,
    at,
    receivedAt: at,
    day,
    type: payload.type,
    name,
    source: "http",
    actor: "person",
    channel: "web",
    device,
    identified: payload.userId === undefined ? 0 : 1,
    moneyKind,
    amountMicros: moneyKind === "" ? 0 : Math.round(Number(properties.revenue ?? 0) * 1e6),
    orderId: String(properties.order_id ?? ""),
    itemIds: lines.map((line) => line.product_id),
    itemQuantities: lines.map((line) => line.quantity ?? 1),
    itemPricesMicros: lines.map((line) => Math.round((line.price ?? 0) * 1e6)),
    itemCategories: lines.map((line) => line.category ?? ""),
    propertyNames: [],
    propertyValues: [],
  };
}

function linesOf(name: string, properties: Record<string, unknown>): WireLine[] {
  if (name === "Product Viewed" || name === "Product Added") return [properties as unknown as WireLine];
  return name === "Order Completed" ? ((properties.products ?? []) as WireLine[]) : [];
}

/** Tactics by chance: of each placement its own, withheld from a person with that probability, independently by tactic. */
export function decideByCoin(
  seed: string,
  tacticOf: Record<string, string>,
  holdout: (tacticId: string) => number,
): Decide {
  const rng = createRng(seed);
  return (request, at, { shopper }) => {
    const placements = request.placements.flatMap((placementId) => {
      const tacticId = tacticOf[placementId];
      if (tacticId === undefined) return [];
      const isHeldOut = rng.fork(`${tacticId}/${shopper.shopperId}`).uniform() < holdout(tacticId);
      const shown = {
        tacticId,
        variantId: "default",
        holdout: isHeldOut,
        content: {},
        items: [],
        fallback: false,
        reason: "",
      };
      return [[placementId, shown] as const];
    });
    return {
      decisionId: `${shopper.shopperId}/${at}`,
      profileId: shopper.shopperId,
      placements: Object.fromEntries(placements),
    } satisfies DecideResponse;
  };
}
