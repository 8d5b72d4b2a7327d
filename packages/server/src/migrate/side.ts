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
  close(): Promise<void>;
}
