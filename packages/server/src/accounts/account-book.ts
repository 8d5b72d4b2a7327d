import type { Account } from "@attune/model/account";
import type { Permission } from "@attune/model/role";

export interface AccountRecord extends Omit<Account, "state" | "sessions"> {
  isDisabled: boolean;
  /** As `passwords.ts` writes it; null: no password yet. */
  passwordHash: string | null;
}

/** Tokens are kept as their SHA-256 alone: whoever reads the file cannot come in with it. */
export interface SessionRecord {
  tokenHash: string;
  accountId: string;
  startedAt: number;
  seenAt: number;
}

export interface LinkRecord {
  tokenHash: string;
  kind: "first-admin" | "invitation" | "reset";
  /** Whom it is for; null: the first admin, who says it. */
  accountId: string | null;
  expiresAt: number;
}

export interface KeyRecord {
  keyId: string;
  name: string;
  begins: string;
  kind: "write" | "secret";
  scopes: Permission[];
  /** SHA-256, hex. Empty for the two first keys, which stand elsewhere. */
  keyHash: string;
  createdAt: number;
  createdBy: string;
  lastUsedAt: number | null;
  endsAt: number | null;
}

/** All that signing in rests on. */
export interface AccountBook {
  accounts: AccountRecord[];
  sessions: SessionRecord[];
  links: LinkRecord[];
  keys: KeyRecord[];
}

export interface AccountBookStore {
  /** What holds now; not to be changed. */
  readonly present: Readonly<AccountBook>;
  /** Changes a copy, writes it down, and puts it in place; durable when it resolves. One change after another. What `change` throws changes nothing. */
  change<T>(change: (book: AccountBook) => T): Promise<T>;
}

const emptyBook: AccountBook = { accounts: [], sessions: [], links: [], keys: [] };

/** Where a book is kept: in a file of the data directory, or with a cluster's documents. */
export interface BookShelf {
  /** Null where none was kept yet. */
  read(): Promise<AccountBook | null>;
  /** All of it or nothing; durable when it resolves. */
  write(book: AccountBook): Promise<void>;
}

/** The accounts as they are kept; null: in memory alone. */
export async function openAccountBook(shelf: BookShelf | null): Promise<AccountBookStore> {
  let present = (await shelf?.read()) ?? emptyBook;
  let last: Promise<unknown> = Promise.resolve();
  return {
    get present() {
      return present;
    },
    change(change) {
      const next = last.then(async () => {
        const copy = structuredClone(present);
        const answer = change(copy);
        await shelf?.write(copy);
        present = copy;
        return answer;
      });
      last = next.catch(() => {});
      return next;
    },
  };
}
