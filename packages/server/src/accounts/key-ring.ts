import { randomBytes } from "node:crypto";
import type { ApiKey } from "@attune/model/account";
import { AttuneError } from "@attune/model/errors";
import { type Permission, permissions } from "@attune/model/role";
import type { Keys } from "../instance/keys.ts";
import type { AccountBookStore, KeyRecord } from "./account-book.ts";
import { hashOfToken } from "./secret-token.ts";

/** A key that is known and has not ended. */
export interface KnownKey {
  keyId: string;
  name: string;
  kind: "write" | "secret";
  scopes: readonly Permission[];
}

interface NewKey {
  name: string;
  kind: "write" | "secret";
  scopes: Permission[];
  by: string;
}

export interface KeyRing {
  /** Null where no such key is in force. */
  recognize(candidate: string): KnownKey | null;
  list(): ApiKey[];
  /** The key itself is told here and never again. */
  make(wish: NewKey): Promise<{ key: string; made: ApiKey }>;
  /** A new key in the place of one, which goes on opening for `graceMs`. */
  rotate(keyId: string, graceMs: number, by: string): Promise<{ key: string; made: ApiKey }>;
  end(keyId: string): Promise<ApiKey>;
}

const firstIds = { write: "first-write", secret: "first-secret" } as const;
const shownCharacters = 8;
const lastUseEveryMs = 60_000;
const mostKeys = 200;
/** Programs come with the same key again and again; beyond so many, each is hashed anew. */
const mostHashed = 1_000;

/** The keys that programs come with: the two first ones, and those made since, which are kept as hashes. */
export function createKeyRing(
  store: AccountBookStore,
  first: Keys,
  clock: () => number,
  onTrouble: (error: unknown) => void,
): KeyRing {
  const lastUsedAt = new Map<string, number>();
  const firstKeys: KeyRecord[] = (["write", "secret"] as const).map((kind) => {
    const key = kind === "write" ? first.writeKey : first.secretKey;
    return {
      ...{ keyId: firstIds[kind], name: `First ${kind} key`, begins: beginningOf(key), kind },
      ...{ scopes: scopesOf(kind, [...permissions]), keyHash: hashOfToken(key) },
      ...{ createdAt: 0, createdBy: "the data directory", lastUsedAt: null, endsAt: null },
    };
  });

  /** The first keys stand in the book only once something is to be remembered of them. */
  function keysOf(kept: readonly KeyRecord[]): KeyRecord[] {
    const opened = firstKeys.map((key) => {
      const known = kept.find(({ keyId }) => keyId === key.keyId);
      return known === undefined ? key : { ...key, lastUsedAt: known.lastUsedAt, endsAt: known.endsAt };
    });
    return [...opened, ...kept.filter(({ keyId }) => !firstKeys.some((key) => key.keyId === keyId))];
  }

  /** The hashes of keys that opened something. */
  const hashed = new Map<string, string>();
  let indexed: readonly KeyRecord[] | null = null;
  let byHash = new Map<string, KeyRecord>();
  function present(): Map<string, KeyRecord> {
    const { keys } = store.present;
    if (keys === indexed) return byHash;
    indexed = keys;
    byHash = new Map(keysOf(keys).map((key) => [key.keyHash, key]));
    return byHash;
  }

  function noteUse(keyId: string, known: number | null): void {
    const now = clock();
    const last = Math.max(lastUsedAt.get(keyId) ?? 0, known ?? 0);
    if (now - last < lastUseEveryMs) return;
    lastUsedAt.set(keyId, now);
    store
      .change(({ keys }) => {
        entryOf(keys, keyId).lastUsedAt = now;
      })
      .catch(onTrouble);
  }

  /** The entry of a key in the book; one of the first keys gets its own there. */
  function entryOf(keys: KeyRecord[], keyId: string): KeyRecord {
    const kept = keys.find((key) => key.keyId === keyId);
    if (kept !== undefined) return kept;
    const firstKey = firstKeys.find((key) => key.keyId === keyId);
    if (firstKey === undefined) throw new AttuneError("not-found", `No key has the id ${keyId.slice(0, 100)}.`);
    const entry = { ...firstKey, keyHash: "" };
    keys.push(entry);
    return entry;
  }

  function make({ name, kind, scopes, by }: NewKey) {
    const key = `${kind === "write" ? "wk" : "sk"}_${randomBytes(24).toString("hex")}`;
    const record: KeyRecord = {
      ...{ keyId: randomBytes(6).toString("hex"), name, begins: beginningOf(key), kind },
      ...{ scopes: scopesOf(kind, scopes), keyHash: hashOfToken(key), createdAt: clock(), createdBy: by },
      ...{ lastUsedAt: null, endsAt: null },
    };
    return { key, record };
  }

  function add(keys: KeyRecord[], record: KeyRecord): void {
    if (keys.length >= mostKeys) throw new AttuneError("conflict", `There are ${mostKeys} keys already.`);
    keys.push(record);
  }

  return {
    recognize(candidate) {
      const hash = hashed.get(candidate) ?? hashOfToken(candidate);
      const found = present().get(hash);
      if (found === undefined || (found.endsAt !== null && found.endsAt <= clock())) return null;
      if (hashed.size < mostHashed) hashed.set(candidate, hash);
      noteUse(found.keyId, found.lastUsedAt);
      return found;
    },
    list: () => keysOf(store.present.keys).map(told),
    async make(wish) {
      const { key, record } = make(wish);
      await store.change(({ keys }) => add(keys, record));
      return { key, made: told(record) };
    },
    async rotate(keyId, graceMs, by) {
      const old = keysOf(store.present.keys).find((key) => key.keyId === keyId);
      if (old === undefined) throw new AttuneError("not-found", `No key has the id ${keyId.slice(0, 100)}.`);
      const { key, record } = make({ ...old, by });
      await store.change(({ keys }) => {
        entryOf(keys, keyId).endsAt = clock() + graceMs;
        add(keys, record);
      });
      return { key, made: told(record) };
    },
    end: (keyId) =>
      store.change(({ keys }) => {
        const entry = entryOf(keys, keyId);
        entry.endsAt = Math.min(entry.endsAt ?? clock(), clock());
        return told(entry);
      }),
  };
}

/** A write key stands in public pages: it never opens more. */
function scopesOf(kind: "write" | "secret", scopes: Permission[]): Permission[] {
  return kind === "write" ? ["collect"] : permissions.filter((permission) => scopes.includes(permission));
}

/** Enough to tell keys apart, and too little of a short one to guess the rest. */
function beginningOf(key: string): string {
  return key.slice(0, Math.min(shownCharacters, Math.floor(key.length / 3)));
}

function told({ keyHash: _hash, createdAt, ...key }: KeyRecord): ApiKey {
  const isFirst = key.keyId === firstIds.write || key.keyId === firstIds.secret;
  return { ...key, createdAt: createdAt === 0 ? null : createdAt, isFirst };
}
