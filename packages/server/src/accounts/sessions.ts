import type { AccountBook, AccountBookStore, AccountRecord, SessionRecord } from "./account-book.ts";
import { hashOfToken, newToken } from "./secret-token.ts";

/** Who does nothing for so long is signed out. */
export const idleMs = 12 * 3_600_000;
/** After so long everybody signs in again. */
export const longestMs = 7 * 86_400_000;
/** When somebody was last seen is written down at most so often. */
const seenEveryMs = 60_000;
/** Places where one account is signed in at once; beyond, the oldest ends. */
const mostPerAccount = 20;
/** A token is 43 characters; nothing longer is looked up. */
const longestToken = 100;

export interface Session {
  /** The hash of its token: names it to nobody but this server. */
  sessionId: string;
  account: AccountRecord;
  endsAt: number;
}

export interface Sessions {
  /** Null where the token is unknown, too old, or its account disabled. The role is the account's of this moment. */
  find(token: string): Session | null;
  end(sessionId: string): Promise<void>;
  /** Ends all of an account but `except`. */
  endAll(accountId: string, except: string | null): Promise<void>;
}

export function createSessions(
  store: AccountBookStore,
  clock: () => number,
  onTrouble: (error: unknown) => void,
): Sessions {
  function noteSeen(found: SessionRecord, now: number): void {
    if (now - found.seenAt < seenEveryMs) return;
    // At once, so that the requests beside this one do not write too.
    found.seenAt = now;
    store
      .change(({ sessions }) => {
        const kept = sessions.find(({ tokenHash }) => tokenHash === found.tokenHash);
        if (kept !== undefined) kept.seenAt = now;
      })
      .catch(onTrouble);
  }

  return {
    find(token) {
      if (token.length > longestToken) return null;
      const tokenHash = hashOfToken(token);
      const { sessions, accounts } = store.present;
      const found = sessions.find((session) => session.tokenHash === tokenHash);
      const now = clock();
      if (found === undefined || isOver(found, now)) return null;
      const account = accounts.find(({ accountId }) => accountId === found.accountId);
      if (account === undefined || account.isDisabled) return null;
      noteSeen(found, now);
      return { sessionId: tokenHash, account, endsAt: found.startedAt + longestMs };
    },
    end: (sessionId) =>
      store.change((book) => {
        book.sessions = book.sessions.filter(({ tokenHash }) => tokenHash !== sessionId);
      }),
    endAll: (accountId, except) => store.change((book) => endSessions(book, accountId, except)),
  };
}

/** Begins a session within a change of the book, and returns its token: always a new one, so that no earlier one is worth anything. */
export function beginSession(book: AccountBook, accountId: string, now: number): string {
  const token = newToken();
  const others = book.sessions.filter((session) => !isOver(session, now));
  const own = others.filter((session) => session.accountId === accountId).slice(1 - mostPerAccount);
  const session: SessionRecord = { tokenHash: hashOfToken(token), accountId, startedAt: now, seenAt: now };
  book.sessions = [...others.filter((one) => one.accountId !== accountId), ...own, session];
  return token;
}

export function endSessions(book: AccountBook, accountId: string, except: string | null): void {
  book.sessions = book.sessions.filter((one) => one.accountId !== accountId || one.tokenHash === except);
}

export function isOver({ startedAt, seenAt }: SessionRecord, now: number): boolean {
  return now - seenAt >= idleMs || now - startedAt >= longestMs;
}
