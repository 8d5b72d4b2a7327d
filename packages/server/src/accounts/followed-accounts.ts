import type { Keys } from "../instance/keys.ts";
import type { AccountBook, AccountBookStore, BookShelf } from "./account-book.ts";
import type { Accounts } from "./accounts.ts";
import { createKeyRing } from "./key-ring.ts";
import { createSessions } from "./sessions.ts";

/** Who may come in, on a node that does not keep the book of accounts. */
export interface FollowedAccounts extends Pick<Accounts, "keys" | "sessions"> {
  /** The book was changed: keys that ended open no more. */
  reread(): Promise<void>;
}

const emptyBook: AccountBook = { accounts: [], sessions: [], links: [], keys: [] };

/** When keys and sessions were last used here is remembered by this node alone. */
export async function followAccounts(
  shelf: Pick<BookShelf, "read">,
  keys: Keys,
  clock: () => number,
): Promise<FollowedAccounts> {
  let present: AccountBook = (await shelf.read()) ?? emptyBook;
  const store: AccountBookStore = {
    get present() {
      return present;
    },
    async change(change) {
      const copy = structuredClone(present);
      const answer = change(copy);
      present = copy;
      return answer;
    },
  };
  return {
    keys: createKeyRing(store, keys, clock, () => {}),
    sessions: createSessions(store, clock, () => {}),
    async reread() {
      present = (await shelf.read()) ?? emptyBook;
    },
  };
}
