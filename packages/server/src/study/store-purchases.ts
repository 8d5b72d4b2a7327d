import type { Engine } from "@attune/engine/runtime/engine";
import { AttuneError } from "@attune/model/errors";
import type { PurchaseInput } from "./purchase-input.ts";

/** More customers than this are not taken from the store at once. */
const mostCustomers = 2_000_000;
const settleMs = 30_000;
const patience = { timeoutMs: 600_000, maxMemoryBytes: 4 * 1024 ** 3, priority: "heavy" } as const;

/** All purchases that were acknowledged before the call. */
export async function storePurchases(engine: Engine): Promise<Extract<PurchaseInput, { kind: "store" }>> {
  await engine.settled(settleMs);
  const rows = await engine.stores.analytics.query(
    "purchase-histories",
    { untilDay: null, limit: mostCustomers + 1 },
    patience,
  );
  if (rows.length > mostCustomers)
    throw new AttuneError("bad-request", `The store has more than ${mostCustomers.toLocaleString("en")} customers.`);
  return { kind: "store", rows };
}

/** How many people met personalization in each arm, by their first opportunity: `treated` and `global-holdout`. */
export async function peopleByArm(engine: Engine, now: number): Promise<Record<string, number>> {
  const rows = await engine.stores.analytics.query("holdout-outcomes", { windowMs: 1, nowMs: now }, patience);
  return Object.fromEntries(rows.map(({ arm, people }) => [String(arm), Number(people)]));
}
