import type { OneTimeLink } from "@attune/model/account";
import { AttuneError } from "@attune/model/errors";
import type { AccountBook, LinkRecord } from "./account-book.ts";
import { hashOfToken, newToken } from "./secret-token.ts";

const dayMs = 86_400_000;
export const linkLifeMs: Record<LinkRecord["kind"], number> = {
  "first-admin": dayMs,
  invitation: 7 * dayMs,
  reset: dayMs,
};

const longestToken = 100;

/** Makes a link within a change of the book, in the place of earlier ones of its kind for the same person, and returns its token. */
export function makeLink(book: AccountBook, kind: LinkRecord["kind"], accountId: string | null, now: number): string {
  const token = newToken();
  book.links = book.links.filter((link) => link.expiresAt > now && link.accountId !== accountId);
  book.links.push({ tokenHash: hashOfToken(token), kind, accountId, expiresAt: now + linkLifeMs[kind] });
  return token;
}

/** The link of a token; throws `not-found`, with the same words, for one that never was, was used, or is too old. */
export function findLink(book: Readonly<AccountBook>, token: string, now: number): LinkRecord {
  const tokenHash = token.length > longestToken ? "" : hashOfToken(token);
  const link = book.links.find((one) => one.tokenHash === tokenHash);
  if (link === undefined || link.expiresAt <= now) throw unknown();
  const account = book.accounts.find(({ accountId }) => accountId === link.accountId);
  if (link.accountId === null ? book.accounts.length > 0 : account === undefined || account.isDisabled) throw unknown();
  return link;
}

export function tellLink(book: Readonly<AccountBook>, { kind, accountId, expiresAt }: LinkRecord): OneTimeLink {
  const account = book.accounts.find((one) => one.accountId === accountId);
  return {
    kind,
    email: account?.email ?? null,
    name: account?.name ?? null,
    role: account?.role ?? "admin",
    expiresAt,
  };
}

function unknown(): AttuneError {
  return new AttuneError("not-found", "This link was used already, is too old, or never was one. Ask for another.");
}
