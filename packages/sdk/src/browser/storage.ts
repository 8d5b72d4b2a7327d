/** What is kept in this browser, under names that begin with `attune.`. */
export interface Keep {
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
  /** Names that begin with `prefix`. */
  names(prefix: string): string[];
}

const own = "attune.";

/** `localStorage`; where it is missing, forbidden or full, the page's memory. */
export function createKeep(storage: () => Storage): Keep {
  const memory = new Map<string, string>();
  function attempt<T>(use: (kept: Storage) => T, otherwise: T): T {
    try {
      return use(storage());
    } catch {
      return otherwise;
    }
  }
  return {
    get: (name) => memory.get(name) ?? attempt((kept) => kept.getItem(own + name), null),
    set(name, value) {
      memory.delete(name);
      const isKept = attempt((kept) => {
        kept.setItem(own + name, value);
        return true;
      }, false);
      if (!isKept) memory.set(name, value);
    },
    remove(name) {
      memory.delete(name);
      attempt((kept) => kept.removeItem(own + name), undefined);
    },
    names(prefix) {
      const kept = attempt((all) => Object.keys(all), []).flatMap((name) =>
        name.startsWith(own) ? [name.slice(own.length)] : [],
      );
      return [...new Set([...kept, ...memory.keys()])].filter((name) => name.startsWith(prefix));
    },
  };
}
