import type { IdentifierKey } from "@attune/model/identity";
import { type FoldInput, identifierKeysOf } from "../profile/fold-group.ts";

/**
 * Inputs of one submission, by index, in the order in which several partitions may be handed them: each wave when the one before is carried out. Inputs that share an
 * identifier and name the same ones take the same way, one behind the other; such that name others may take another, and would change places.
 */
export function inWaves(inputs: readonly FoldInput[]): number[][] {
  const waves: number[][] = [];
  const last = new Map<IdentifierKey, { wave: number; names: string }>();
  for (const [index, input] of inputs.entries()) {
    const keys = identifierKeysOf(input);
    const names = [...keys].sort().join(" ");
    let wave = 0;
    for (const key of keys) {
      const before = last.get(key);
      if (before !== undefined) wave = Math.max(wave, before.names === names ? before.wave : before.wave + 1);
    }
    for (const key of keys) last.set(key, { wave, names });
    const here = waves[wave];
    if (here === undefined) waves[wave] = [index];
    else here.push(index);
  }
  return waves;
}
