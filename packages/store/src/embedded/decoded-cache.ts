/** Decoded documents, least recently used out first, bounded by the bytes of their encoded form. */
export interface DecodedCache<V> {
  get(key: string): V | undefined;
  set(key: string, value: V, bytes: number): void;
  delete(key: string): void;
  clear(): void;
}

/** Per entry: the key, the map slot and the object headers. */
const overheadBytes = 200;

export function createDecodedCache<V>(limitBytes: number): DecodedCache<V> {
  /** In the order of last use. */
  const entries = new Map<string, { value: V; bytes: number }>();
  let heldBytes = 0;

  function remove(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    heldBytes -= entry.bytes;
    entries.delete(key);
  }

  /** A tenth at once: a map keeps the places of what was deleted, and every look for the oldest entry has to pass them. */
  function makeRoom(): void {
    for (const oldest of entries.keys()) {
      if (heldBytes <= limitBytes * 0.9) return;
      remove(oldest);
    }
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, bytes) {
      remove(key);
      entries.set(key, { value, bytes: bytes + overheadBytes });
      heldBytes += bytes + overheadBytes;
      if (heldBytes > limitBytes) makeRoom();
    },
    delete: remove,
    clear() {
      entries.clear();
      heldBytes = 0;
    },
  };
}
