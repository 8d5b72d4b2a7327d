import type { Engine } from "@attune/engine/runtime/engine";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";

/** An erasure as a log holds it: pseudonyms only. */
export type ErasureOrder = Omit<Extract<LogEntry, { kind: "erasure" }>, "kind" | "by">;

const entriesAtOnce = 5_000;

/** Every erasure of the log, oldest first. Linear in the log. */
export async function erasureOrders({ stores }: Engine): Promise<ErasureOrder[]> {
  const orders: ErasureOrder[] = [];
  let from = 1;
  for (;;) {
    const entries = await stores.log.read(from, entriesAtOnce);
    if (entries.length === 0) return orders;
    for (const entry of entries) {
      if (entry.kind !== "erasure") continue;
      const { kind: _, by: __, ...order } = entry;
      orders.push(order);
    }
    from = entries.at(-1)!.offset + 1;
  }
}

/**
 * Carries out orders that the log of this engine does not hold: those given after its backup was made. Who came back after the erasure
 * stays: an order reaches a person of whom something was taken in before it, and then the whole person. May be done twice.
 */
export async function eraseAgain(engine: Engine, orders: readonly ErasureOrder[]): Promise<void> {
  for (const order of orders) {
    if (await holds(engine, order)) continue;
    for (const profileId of order.profileIds) {
      const profile = await engine.findProfile({ namespace: "profile_id", value: profileId });
      if (profile !== undefined && (await wasKnownBefore(engine, profile, order.at)))
        await (order.heir === undefined ? engine.erase(profile, "restore") : engine.anonymise(profile, "restore"));
    }
  }
}

async function holds({ stores }: Engine, { offset, profileId, at }: ErasureOrder): Promise<boolean> {
  const [entry] = await stores.log.at([offset]);
  return entry?.kind === "erasure" && entry.profileId === profileId && entry.at === at;
}

/** Whether anything of the person was taken in before that moment, whenever it happened. Reads the person's whole history at worst. */
async function wasKnownBefore(engine: Engine, profile: Profile, moment: number): Promise<boolean> {
  let before: number | null = null;
  for (;;) {
    const entries: LogEntry[] = await engine.timeline(profile, before, entriesAtOnce);
    if (entries.some((entry) => takenInAt(entry) <= moment)) return true;
    if (entries.length < entriesAtOnce) return false;
    before = entries.at(-1)!.offset;
  }
}

function takenInAt(entry: LogEntry): number {
  if (entry.kind === "event") return entry.event.receivedAt;
  return entry.kind === "decision" ? entry.decision.at : Number.POSITIVE_INFINITY;
}
