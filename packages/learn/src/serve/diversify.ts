/** An item on its way into a list. `relevance` in [0, 1] before boosts. */
export interface Candidate {
  item: number;
  relevance: number;
}

export interface GroupCap {
  /** The group of an item (its brand, its category); null: the item is in none and never capped. */
  groupOf: (item: number) => string | null;
  /** At most so many of one group in the list, ≥ 1. */
  atMost: number;
}

export interface DiversityRules {
  /** 1: relevance alone; 0: difference alone [Carbonell & Goldstein 1998, MMR λ]. */
  relevanceShare: number;
  /** How alike two items are, in [0, 1]. */
  similarity: (a: number, b: number) => number;
  caps: readonly GroupCap[];
}

/** `chosen` counts against the caps and the similarity; it is in the list already (pins). */
export interface DiversityState {
  chosen: readonly number[];
}

/**
 * Picks up to `limit` candidates one after another, each the best of λ · relevance − (1 − λ) · (largest similarity to one chosen before), passing
 * over those whose group is full. Ties: the earlier candidate. O(limit · candidates).
 */
export function diversify(
  candidates: readonly Candidate[],
  limit: number,
  rules: DiversityRules,
  { chosen }: DiversityState,
): Candidate[] {
  const { relevanceShare, similarity, caps } = rules;
  const counts = caps.map(() => new Map<string, number>());
  const take = (item: number) =>
    caps.forEach(({ groupOf }, i) => {
      const group = groupOf(item);
      if (group !== null) counts[i]!.set(group, (counts[i]!.get(group) ?? 0) + 1);
    });
  const isFull = (item: number) =>
    caps.some(({ groupOf, atMost }, i) => {
      const group = groupOf(item);
      return group !== null && (counts[i]!.get(group) ?? 0) >= atMost;
    });
  const closest = candidates.map(({ item }) =>
    chosen.reduce((most, other) => Math.max(most, similarity(item, other)), 0),
  );
  for (const item of chosen) take(item);

  const picked: Candidate[] = [];
  const used = new Uint8Array(candidates.length);
  while (picked.length < limit) {
    let best = -1;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < candidates.length; i++) {
      if (used[i] === 1 || isFull(candidates[i]!.item)) continue;
      const value = relevanceShare * candidates[i]!.relevance - (1 - relevanceShare) * closest[i]!;
      if (value > bestValue) {
        best = i;
        bestValue = value;
      }
    }
    if (best < 0) break;
    used[best] = 1;
    const next = candidates[best]!;
    picked.push(next);
    take(next.item);
    if (relevanceShare === 1) continue;
    for (let i = 0; i < candidates.length; i++) {
      if (used[i] === 0) closest[i] = Math.max(closest[i]!, similarity(candidates[i]!.item, next.item));
    }
  }
  return picked;
}
