import type { QuarantinedEvent } from "@attune/model/quarantined";

/** Events set aside. Entries come and go through `LiveState.commit`, in the same transaction as the events around them. */
export interface Quarantine {
  /** Newest first, with id < `before` (null: from the newest), at most `limit`. */
  list(before: number | null, limit: number): Promise<QuarantinedEvent[]>;
  get(quarantineId: number): Promise<QuarantinedEvent | undefined>;
  countByCode(): Promise<Record<string, number>>;
}
