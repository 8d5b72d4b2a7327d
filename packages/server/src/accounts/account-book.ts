import { chmod, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
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

const schema = "attune.accounts/1";
const emptyBook: AccountBook = { accounts: [], sessions: [], links: [], keys: [] };

/**
 * The accounts of a data directory: one file beside its keys, readable by the owner alone. Not in the stores, so that neither a backup nor an export
 * carries passwords away, and restoring an old one gives nobody back what was taken from them. Null as path: in memory.
 */
export async function openAccountBook(path: string | null): Promise<AccountBookStore> {
  let present = path === null ? emptyBook : await readBook(path);
  let last: Promise<unknown> = Promise.resolve();
  return {
    get present() {
      return present;
    },
    change(change) {
      const next = last.then(async () => {
        const copy = structuredClone(present);
        const answer = change(copy);
        if (path !== null) await writeBook(path, copy);
        present = copy;
        return answer;
      });
      last = next.catch(() => {});
      return next;
    },
  };
}

async function readBook(path: string): Promise<AccountBook> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return emptyBook;
    throw error;
  }
  const { schema: found, ...book } = JSON.parse(text) as AccountBook & { schema: string };
  if (found !== schema) throw new Error(`${path} is of the schema ${found}, which this release does not know.`);
  return book;
}

/** Written beside, flushed, then renamed: a cut-off write leaves the file as it was. */
async function writeBook(path: string, book: AccountBook): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ schema, ...book })}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(beside, 0o600);
  await rename(beside, path);
  const folder = await open(dirname(path), "r");
  await folder.sync().finally(() => folder.close());
}
