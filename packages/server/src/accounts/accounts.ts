import { randomBytes } from "node:crypto";
import type { Account, OneTimeLink } from "@attune/model/account";
import { AttuneError } from "@attune/model/errors";
import type { Role } from "@attune/model/role";
import type { Keys } from "../instance/keys.ts";
import type { AccountBook, AccountBookStore, AccountRecord } from "./account-book.ts";
import { createAttempts } from "./attempts.ts";
import { createKeyRing, type KeyRing } from "./key-ring.ts";
import { findLink, makeLink, tellLink } from "./one-time-links.ts";
import { type Passwords, requireGoodPassword } from "./passwords.ts";
import { beginSession, createSessions, endSessions, isOver, type Sessions } from "./sessions.ts";

interface Deps {
  store: AccountBookStore;
  keys: Keys;
  passwords: Passwords;
  clock: () => number;
  /** Something could not be written down that nobody waits for. */
  onTrouble: (error: unknown) => void;
}

/** A token of a new session, and whose it is. */
interface SignedIn {
  token: string;
  account: AccountRecord;
}

export interface Accounts {
  sessions: Sessions;
  keys: KeyRing;
  /** Whether nobody has ever been given an account. */
  isEmpty(): boolean;
  list(): Account[];
  /** Throws `bad-credentials` with the same words, after the same work, whatever was wrong; `too-many-requests` where it is tried too often. */
  signIn(email: string, password: string, address: string): Promise<SignedIn>;
  /** A link's token for the first admin, in the place of an earlier one; null where there are accounts. */
  firstAdminLink(): Promise<string | null>;
  lookAtLink(token: string): OneTimeLink;
  /** Uses a link up: sets the password, ends all sessions of the account, and begins one. */
  useLink(token: string, chosen: { email?: string; name?: string; password: string }): Promise<SignedIn>;
  invite(wish: { email: string; name: string; role: Role; by: string }): Promise<{ account: Account; token: string }>;
  resetLink(accountId: string): Promise<{ account: Account; token: string }>;
  changeRole(accountId: string, role: Role): Promise<Account>;
  /** Disabling ends all sessions and links; enabling gives none back. */
  setDisabled(accountId: string, isDisabled: boolean): Promise<Account>;
  /** Ends every other session of the account, and renews this one: its new token is returned. */
  changePassword(accountId: string, present: string, next: string, address: string): Promise<SignedIn>;
  /** A session of the demo's own account, made where it is not there. */
  signInToDemo(): Promise<SignedIn>;
  /** Takes the demo's account and its sessions out: what was a demo is served as the real thing. */
  endDemo(): Promise<void>;
}

const mostAccounts = 1_000;
const demoEmail = "demo@attune.example";

/** Who may come in, and how. */
export function createAccounts({ store, keys, passwords, clock, onTrouble }: Deps): Accounts {
  const attempts = createAttempts(clock);

  function tell(record: AccountRecord): Account {
    const { passwordHash, isDisabled, ...account } = record;
    const now = clock();
    const sessions = store.present.sessions.filter((one) => one.accountId === account.accountId && !isOver(one, now));
    const isInvited = passwordHash === null && account.email !== demoEmail;
    return { ...account, state: isDisabled ? "disabled" : isInvited ? "invited" : "active", sessions: sessions.length };
  }

  function begin(book: AccountBook, account: AccountRecord): SignedIn {
    account.lastSignInAt = clock();
    return { token: beginSession(book, account.accountId, clock()), account };
  }

  async function change(accountId: string, act: (account: AccountRecord, book: AccountBook) => void): Promise<Account> {
    const changed = await store.change((book) => {
      const hadAdmin = hasAdmin(book);
      const account = accountOf(book, accountId);
      act(account, book);
      // The last admin stays one: nobody else could let people in again.
      if (hadAdmin && !hasAdmin(book))
        throw new AttuneError("conflict", "This is the last admin who can sign in. Make somebody else an admin first.");
      return account;
    });
    return tell(changed);
  }

  async function linkFor(accountId: string, kind: "invitation" | "reset") {
    const { account, token } = await store.change((book) => {
      const found = accountOf(book, accountId);
      if (found.isDisabled) throw new AttuneError("conflict", `${found.email} is disabled.`);
      return { account: found, token: makeLink(book, kind, accountId, clock()) };
    });
    return { account: tell(account), token };
  }

  return {
    sessions: createSessions(store, clock, onTrouble),
    keys: createKeyRing(store, keys, clock, onTrouble),
    isEmpty: () => store.present.accounts.length === 0,
    list: () => store.present.accounts.map(tell),

    async signIn(email, password, address) {
      const name = normalized(email);
      attempts.begin(name, address);
      const account = store.present.accounts.find((one) => one.email === name && !one.isDisabled);
      const stored = account?.passwordHash ?? null;
      const isRight = await passwords.verify(password, stored);
      if (!isRight || account === undefined || stored === null) throw wrong();
      attempts.succeeded(name, address);
      const anew = passwords.isOutdated(stored) ? await passwords.hash(password) : stored;
      return store.change((book) => {
        // While the password was checked, somebody may have changed or disabled the account.
        const present = book.accounts.find(({ accountId }) => accountId === account.accountId);
        if (present === undefined || present.isDisabled || present.passwordHash !== stored) throw wrong();
        present.passwordHash = anew;
        return begin(book, present);
      });
    },

    async firstAdminLink() {
      if (store.present.accounts.length > 0) return null;
      return store.change((book) => makeLink(book, "first-admin", null, clock()));
    },

    lookAtLink: (token) => tellLink(store.present, findLink(store.present, token, clock())),

    async useLink(token, chosen) {
      const found = findLink(store.present, token, clock());
      const known = store.present.accounts.find(({ accountId }) => accountId === found.accountId);
      const email = known?.email ?? requireEmail(chosen.email ?? "");
      requireGoodPassword(chosen.password, email);
      const passwordHash = await passwords.hash(chosen.password);
      return store.change((book) => {
        // Again: of two who use it at once, one comes too late.
        const link = findLink(book, token, clock());
        book.links = book.links.filter((one) => one !== link && one.accountId !== link.accountId);
        if (link.accountId === null)
          book.accounts.push(
            newAccount({ email, name: chosen.name ?? "", role: "admin", by: "the first link" }, clock()),
          );
        const account = link.accountId === null ? book.accounts.at(-1)! : accountOf(book, link.accountId);
        account.passwordHash = passwordHash;
        if (chosen.name !== undefined && chosen.name.trim() !== "") account.name = chosen.name.trim();
        endSessions(book, account.accountId, null);
        return begin(book, account);
      });
    },

    async invite(wish) {
      const email = requireEmail(wish.email);
      const { account, token } = await store.change((book) => {
        if (book.accounts.length >= mostAccounts)
          throw new AttuneError("conflict", `There are ${mostAccounts} accounts.`);
        if (book.accounts.some((one) => one.email === email))
          throw new AttuneError("conflict", `${email} has an account already.`, { path: "email" });
        const made = newAccount({ ...wish, email }, clock());
        book.accounts.push(made);
        return { account: made, token: makeLink(book, "invitation", made.accountId, clock()) };
      });
      return { account: tell(account), token };
    },

    resetLink(accountId) {
      const isInvited = store.present.accounts.find((one) => one.accountId === accountId)?.passwordHash === null;
      return linkFor(accountId, isInvited ? "invitation" : "reset");
    },

    changeRole: (accountId, role) =>
      change(accountId, (account) => {
        account.role = role;
      }),

    setDisabled: (accountId, isDisabled) =>
      change(accountId, (account, book) => {
        account.isDisabled = isDisabled;
        if (!isDisabled) return;
        endSessions(book, accountId, null);
        book.links = book.links.filter((link) => link.accountId !== accountId);
      }),

    async changePassword(accountId, present, next, address) {
      const account = accountOf(store.present, accountId);
      attempts.begin(account.email, address);
      const stored = account.passwordHash;
      const isRight = await passwords.verify(present, stored);
      if (!isRight) throw new AttuneError("bad-request", "That is not the present password.", { path: "present" });
      attempts.succeeded(account.email, address);
      requireGoodPassword(next, account.email);
      const passwordHash = await passwords.hash(next);
      return store.change((book) => {
        const found = accountOf(book, accountId);
        if (found.isDisabled || found.passwordHash !== stored) throw wrong();
        found.passwordHash = passwordHash;
        book.links = book.links.filter((link) => link.accountId !== accountId);
        endSessions(book, accountId, null);
        return begin(book, found);
      });
    },

    signInToDemo: () =>
      store.change((book) => {
        const known = book.accounts.find(({ email }) => email === demoEmail);
        const made = known ?? newAccount({ email: demoEmail, name: "Demo", role: "admin", by: "attune demo" }, clock());
        if (known === undefined) book.accounts.push(made);
        return begin(book, made);
      }),

    async endDemo() {
      const demo = store.present.accounts.find(({ email }) => email === demoEmail);
      if (demo === undefined) return;
      await store.change((book) => {
        endSessions(book, demo.accountId, null);
        book.accounts = book.accounts.filter(({ accountId }) => accountId !== demo.accountId);
      });
    },
  };
}

function newAccount(wish: { email: string; name: string; role: Role; by: string }, now: number): AccountRecord {
  return {
    accountId: randomBytes(8).toString("hex"),
    email: wish.email,
    name: wish.name.trim() === "" ? wish.email.split("@", 1)[0]! : wish.name.trim(),
    role: wish.role,
    isDisabled: false,
    passwordHash: null,
    createdAt: now,
    createdBy: wish.by,
    lastSignInAt: null,
  };
}

function accountOf(book: Readonly<AccountBook>, accountId: string): AccountRecord {
  const found = book.accounts.find((one) => one.accountId === accountId);
  if (found === undefined) throw new AttuneError("not-found", `No account has the id ${accountId.slice(0, 100)}.`);
  return found;
}

function hasAdmin({ accounts }: AccountBook): boolean {
  return accounts.some(
    ({ role, isDisabled, passwordHash }) => role === "admin" && !isDisabled && passwordHash !== null,
  );
}

function normalized(email: string): string {
  return email.trim().normalize("NFKC").toLowerCase();
}

function requireEmail(email: string): string {
  const told = normalized(email);
  if (told.length <= 254 && /^[^\s@<>"'`]+@[^\s@<>"'`]+$/.test(told)) return told;
  throw new AttuneError("bad-request", "This is no e-mail address.", { path: "email" });
}

function wrong(): AttuneError {
  return new AttuneError("bad-credentials", "The e-mail address or the password is not right.");
}
