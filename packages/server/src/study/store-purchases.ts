import type { Engine } from "@attune/engine/runtime/engine";
import { takeTurns } from "@attune/engine/runtime/take-turns";
import { AttuneError } from "@attune/model/errors";
import type { PurchaseInput } from "./purchase-input.ts";

/** More customers than this are not taken from the store at once. */
const mostCustomers = 2_000_000;
const settleMs = 30_000;
const patience = { timeoutMs: 600_000, maxMemoryBytes: 4 * 1024 ** 3, priority: "heavy" } as const;

/** All purchases that were acknowledged before the call. Arms are those of the tactic; of personalization as a whole where none is named. */
export async function storePurchases(
  engine: Engine,
  tacticId = "",
): Promise<Extract<PurchaseInput, { kind: "store" }>> {
  await engine.settled(settleMs);
  const rows = await engine.stores.analytics.query(
    "purchase-histories",
    { untilDay: null, tacticId, limit: mostCustomers + 1 },
    patience,
  );
  if (rows.length > mostCustomers)
    throw new AttuneError("bad-request", `The store has more than ${mostCustomers.toLocaleString("en")} customers.`);
  return { kind: "store", rows };
}

/** The purchases, each customer with the segments of which they are a member now. */
export async function purchasesWithSegments(
  { stores }: Engine,
  { rows }: Extract<PurchaseInput, { kind: "store" }>,
  signal: AbortSignal,
): Promise<Extract<PurchaseInput, { kind: "store" }>> {
  const known: typeof rows = [];
  const takeTurn = takeTurns();
  for (const row of rows) {
    const segments = Object.keys((await stores.memberships.of(String(row.personId)))?.since ?? {});
    known.push({ ...row, segments });
    signal.throwIfAborted();
    await takeTurn();
  }
  return { kind: "store", rows: known };
}

/**
 * How many people met personalization in each arm, by their first opportunity: `treated` and `global-holdout`; of a tactic `exposed` and
 * `tactic-holdout`.
 */
export async function peopleByArm(engine: Engine, now: number, tacticId = ""): Promise<Record<string, number>> {
  const { analytics } = engine.stores;
  const around = { windowMs: 1, nowMs: now };
  const rows = await (tacticId === ""
    ? analytics.query("holdout-outcomes", around, patience)
    : analytics.query("tactic-outcomes", { ...around, tacticId }, patience));
  return Object.fromEntries(rows.map(({ arm, people }) => [String(arm), Number(people)]));
}
