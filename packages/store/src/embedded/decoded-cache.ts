/** Decoded documents, bounded by the bytes of their encoded form; those that nobody asked for lately go first. */
export interface DecodedCache<V> {
  get(key: string): V | undefined;
  /** What is greater than the limit is not kept, nor what was there under its key. */
  set(key: string, value: V, bytes: number): void;
  delete(key: string): void;
  clear(): void;
}

interface Held<V> {
  value: V;
  bytes: number;
  /** Asked for since it was last passed over. */
  used: boolean;
}

/** Per entry: the key, the map slot and the object headers. */
const overheadBytes = 200;

/**
 * By second chance (Corbató 1968) rather than by exact last use: a read then only sets a mark, where moving the entry to the end of
 * the map would leave a hole at each read.
 */
export function createDecodedCache<V>(limitBytes: number): DecodedCache<V> {
  const entries = new Map<string, Held<V>>();
  let heldBytes = 0;

  function remove(key: string, entry = entries.get(key)): void {
    if (entry === undefined) return;
    heldBytes -= entry.bytes;
    entries.delete(key);
  }

  /** A tenth at once. Every entry is passed over at most once: its mark is gone the second time. */
  function makeRoom(): void {
    for (const [key, entry] of entries) {
      if (heldBytes <= limitBytes * 0.9) return;
      if (entry.used) {
        entry.used = false;
        entries.delete(key);
        entries.set(key, entry);
      } else remove(key, entry);
    }
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entry.used = true;
      return entry.value;
    },
    set(key, value, bytes) {
      const cost = bytes + overheadBytes;
      // It would push out everything else and still not fit.
      if (cost > limitBytes) return remove(key);
      const entry = entries.get(key);
      if (entry === undefined) entries.set(key, { value, bytes: cost, used: false });
      else {
        heldBytes -= entry.bytes;
        entry.value = value;
        entry.bytes = cost;
      }
      heldBytes += cost;
      if (heldBytes > limitBytes) makeRoom();
    },
    delete: (key) => remove(key),
    clear() {
      entries.clear();
      heldBytes = 0;
    },
  };
}
