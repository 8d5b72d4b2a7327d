import type { Stores } from "../ports/stores.ts";

/** A setting that is decided once and then stands, such as the currency of the first order; null while it is not. */
export async function settingOf(stores: Stores, id: string): Promise<string | null> {
  const value = await stores.definitions.get("setting", id);
  return typeof value === "string" ? value : null;
}

/** The same, made where there is none yet. */
export async function keptSetting(stores: Stores, id: string, make: () => string): Promise<string> {
  const kept = await settingOf(stores, id);
  if (kept !== null) return kept;
  const made = make();
  await stores.definitions.put("setting", [[id, made]]);
  return made;
}
