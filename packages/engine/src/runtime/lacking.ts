/** A step reads at once, and a store takes time: what is not in memory yet is loaded, and the step, which is pure, runs anew. */
export class Lacking extends Error {
  readonly load: () => Promise<void>;

  constructor(load: () => Promise<void>) {
    super("a step reads what is not loaded yet");
    this.name = "Lacking";
    this.load = load;
  }
}

/** Throws where it is not loaded. */
export function known<K, V>(loaded: ReadonlyMap<K, V>, key: K, load: () => Promise<void>): V {
  const value = loaded.get(key);
  if (value === undefined) throw new Lacking(load);
  return value;
}

/** Throws where some are not loaded, so that they are, all at once. */
export function requireAll<K>(
  keys: Iterable<K>,
  loaded: ReadonlyMap<K, unknown>,
  load: (keys: readonly K[]) => Promise<void>,
): void {
  const missing = [...keys].filter((key) => !loaded.has(key));
  if (missing.length > 0) throw new Lacking(() => load(missing));
}

/** Runs it as often as it lacks something. */
export async function untilLoaded<T>(step: () => T): Promise<T> {
  for (;;) {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof Lacking)) throw error;
      await error.load();
    }
  }
}
