import type { Permission, Role } from "./role.ts";

/** Somebody who may sign in, as the API tells it: never with the password's hash. */
export interface Account {
  accountId: string;
  /** In small letters. */
  email: string;
  name: string;
  role: Role;
  /** `invited`: no password yet. */
  state: "invited" | "active" | "disabled";
  /** Epoch milliseconds. */
  createdAt: number;
  createdBy: string;
  lastSignInAt: number | null;
  /** Places where this account is signed in now. */
  sessions: number;
}

/** What the console asks first: whether somebody is signed in, and if not, what the way in is. */
export interface SessionAnswer {
  account: Pick<Account, "accountId" | "email" | "name" | "role"> | null;
  permissions: Permission[];
  /** `first-admin`: there are no accounts yet, and the server printed a link. `demo`: this browser may come in without a password. */
  entrance: "sign-in" | "first-admin" | "demo";
  /** When the session ends at the latest, epoch milliseconds. */
  endsAt: number | null;
}

/** A key for programs, as the API tells it: never the key itself. */
export interface ApiKey {
  keyId: string;
  name: string;
  /** The first characters, to recognize it by. */
  begins: string;
  kind: "write" | "secret";
  scopes: Permission[];
  createdAt: number | null;
  createdBy: string;
  lastUsedAt: number | null;
  /** From then on it opens nothing; null: until somebody ends it. */
  endsAt: number | null;
  /** The two that the data directory was made with, or that the environment gives. */
  isFirst: boolean;
}

/** What a one-time link is for, before it is used. */
export interface OneTimeLink {
  kind: "first-admin" | "invitation" | "reset";
  email: string | null;
  name: string | null;
  role: Role;
  expiresAt: number;
}
