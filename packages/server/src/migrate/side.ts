import type { Stores } from "@attune/engine/ports/stores";
import type { BookShelf } from "../accounts/account-book.ts";

/** One side of a move. */
export interface Side {
  stores: Stores;
  /** The playbook that ran there last; empty: none. */
  playbook: string;
  /** Of the business, as that playbook says. */
  timeZone: string;
  /** Accounts, sessions and named keys. */
  accounts: BookShelf;
  /** Everything has come here: this side is served from now on. */
  takeOver(): Promise<void>;
  /** Everything has gone to another place: a data directory is not served any more. */
  handOver(to: string, now: number): Promise<void>;
  close(): Promise<void>;
}
