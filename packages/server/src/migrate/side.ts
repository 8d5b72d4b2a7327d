import type { Stores } from "@attune/engine/ports/stores";
import type { BookShelf } from "../accounts/account-book.ts";
import type { OldStores } from "./old-stores.ts";

/** One side of a move. */
export interface Side {
  stores: Stores;
  /** The playbook that ran there last; empty: none. */
  playbook: string;
  /** Of the business, as that playbook says. */
  timeZone: string;
  /** Accounts, sessions and named keys. */
  accounts: BookShelf;
  /** Stores of another side as this one is to have them: under the offsets that entries get here. */
  takesIn(old: Stores): OldStores;
  /** The whole log has come here: makes of it what is not part of it, before anybody may begin to work. @param now epoch milliseconds */
  settle(now: number): Promise<void>;
  /** Everything has come here: this side is served from now on. */
  takeOver(): Promise<void>;
  /** Everything has gone to another place: a data directory is not served any more. */
  handOver(to: string, now: number): Promise<void>;
  close(): Promise<void>;
}
