import { createKeep, type Keep } from "../browser/storage.ts";

/** A browser's storage, for tests. `names` are the names that are in it. */
export function memoryKeep(): { keep: Keep; names: () => string[] } {
  const values: Record<string, string> = {};
  const storage = Object.create({
    getItem: (name: string) => values[name] ?? null,
    setItem: (name: string, value: string) => {
      values[name] = value;
      storage[name] = value;
    },
    removeItem: (name: string) => {
      delete values[name];
      delete storage[name];
    },
  });
  return { keep: createKeep(() => storage), names: () => Object.keys(values).sort() };
}
