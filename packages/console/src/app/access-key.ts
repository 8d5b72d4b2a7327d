import { useSyncExternalStore } from "react";

/**
 * The secret key that every request carries, kept for this browser tab only. Sign-in will take its place.
 * `refused` says that the server turned down the last one, so that the gate can tell.
 */
export interface Access {
  key: string | null;
  refused: string | null;
}

const storageKey = "attune.secret-key";

/** The key that the page kept before reloading; null where the browser forbids storage. */
function keptKey(): string | null {
  try {
    return globalThis.sessionStorage?.getItem(storageKey) ?? null;
  } catch {
    return null;
  }
}

function keep(key: string | null): void {
  try {
    if (key === null) sessionStorage.removeItem(storageKey);
    else sessionStorage.setItem(storageKey, key);
  } catch {
    // Without storage the key lives as long as the page.
  }
}

let access: Access = { key: keptKey(), refused: null };
const listeners = new Set<() => void>();

function change(next: Access): void {
  access = next;
  keep(next.key);
  for (const listener of listeners) listener();
}

export const currentAccess = (): Access => access;

export const grantAccess = (key: string): void => change({ key, refused: null });

/** Forgets the key; `refused` is what the server said of it, null where the person signs out. */
export const endAccess = (refused: string | null): void => change({ key: null, refused });

export function useAccess(): Access {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentAccess);
}

/**
 * Splits `#key=…` off an address: `#key=abc` → the key and the home route; `#key=abc&/tactics` → the key and that route.
 * Null where the address carries no key.
 */
export function keyInHash(hash: string): { key: string; route: string } | null {
  const match = /^#key=([^&]+)(?:&(.*))?$/.exec(hash);
  if (match?.[1] === undefined) return null;
  const rest = match[2] ?? "";
  return { key: decodeURIComponent(match[1]), route: rest.startsWith("/") ? `#${rest}` : "#/" };
}

/** Takes a key out of the address bar and its history entry, and keeps it. */
export function takeKeyFromAddress(): void {
  const found = keyInHash(location.hash);
  if (found === null) return;
  history.replaceState(null, "", found.route);
  grantAccess(found.key);
}
