import { writeSet } from "@attune/model/write-set";
import type { Stores } from "../ports/stores.ts";

/** Forgets quarantined events for good, by a person's order; returns how many of these ids were there. Must run alone with the state. */
export async function discardQuarantined({ quarantine, state }: Stores, ids: readonly number[]): Promise<number> {
  const held: number[] = [];
  for (const id of new Set(ids)) if ((await quarantine.get(id)) !== undefined) held.push(id);
  if (held.length > 0) await state.commit(writeSet({ released: held }));
  return held.length;
}
