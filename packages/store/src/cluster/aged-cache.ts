import { createDecodedCache } from "../embedded/decoded-cache.ts";

/**
 * Values as they were read or written some time ago; the caller says how old they may be. What this node has written is known at once,
 * and a read that was on its way meanwhile does not bring back what was there before.
 */
export interface AgedCache<V> {
  /** Undefined where nothing is known, or nothing that is young enough. */
  get(key: string, maximumAgeMs: number): V | undefined;
  /** Undefined where nothing was read or written since. */
  since(key: string, at: number): V | undefined;
  /** This node wrote it. @param bytes about as it is encoded */
  written(key: string, value: V, bytes: number): void;
  /** Somebody changed it, and this node knows not how. */
  forget(key: string): void;
  /** To be asked for before a read is sent. */
  beginRead(): ReadMark;
  /** What a read brought, unless anything was written since it was sent. */
  keep(key: string, value: V, bytes: number, mark: ReadMark): void;
  clear(): void;
}

/** How many writes there had been, and when, as a read was sent. */
interface ReadMark {
  writes: number;
  at: number;
}

/** @param now a clock that never goes back, milliseconds */
export function createAgedCache<V>(limitBytes: number, now: () => number): AgedCache<V> {
  const held = createDecodedCache<{ value: V; at: number }>(limitBytes);
  let writes = 0;
  return {
    get(key, maximumAgeMs) {
      const found = held.get(key);
      return found === undefined || now() - found.at > maximumAgeMs ? undefined : found.value;
    },
    since(key, at) {
      const found = held.get(key);
      return found === undefined || found.at < at ? undefined : found.value;
    },
    written(key, value, bytes) {
      writes += 1;
      held.set(key, { value, at: now() }, bytes);
    },
    forget(key) {
      writes += 1;
      held.delete(key);
    },
    beginRead: () => ({ writes, at: now() }),
    keep(key, value, bytes, mark) {
      if (mark.writes === writes) held.set(key, { value, at: mark.at }, bytes);
    },
    clear() {
      writes += 1;
      held.clear();
    },
  };
}
