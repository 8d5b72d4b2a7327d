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
      for (const oldest of entries.keys()) {
        if (heldBytes <= limitBytes) break;
        remove(oldest);
      }
    },
    delete: remove,
    clear() {
      entries.clear();
      heldBytes = 0;
    },
  };
}
