import type { Stores } from "@attune/engine/ports/stores";

/** One side of a move. */
export interface Side {
  stores: Stores;
  /** The playbook that ran there last; empty: none. */
  playbook: string;
  /** Of the business, as that playbook says. */
  timeZone: string;
  close(): Promise<void>;
}
