/** What the lists together do to the catalogue. Accuracy alone rewards showing everybody the same bestsellers; these show it. */
export interface CatalogueMetrics {
  /** Share of the catalogue that stands in at least one list. */
  coverage: number;
  /** Inequality of exposure over the whole catalogue: 0 all equal, towards 1 all exposure on one item. */
  gini: number;
  /** Mean of −log2 of the item's share of interactions in training: how surprising a shown item is, in bits [Zhou et al. 2010]. */
  novelty: number;
  /** Share of places given to items outside the most popular fifth of the catalogue. */
  longTailShare: number;
}

const headShare = 0.2;

/** `exposures[item]`: in how many lists it stands; `counts[item]`: its interactions in training (0: counted as 1 for the novelty). */
export function catalogueMetrics(exposures: Uint32Array, counts: Uint32Array): CatalogueMetrics {
  const size = exposures.length;
  const total = exposures.reduce((sum, n) => sum + n, 0);
  if (total === 0) return { coverage: 0, gini: 0, novelty: 0, longTailShare: 0 };
  const interactions = counts.reduce((sum, n) => sum + n, 0);
  const head = headItems(counts);
  let covered = 0;
  let bits = 0;
  let tail = 0;
  for (let item = 0; item < size; item++) {
    const shown = exposures[item]!;
    if (shown === 0) continue;
    covered++;
    bits += shown * -Math.log2(Math.max(1, counts[item]!) / Math.max(1, interactions));
    if (head[item] === 0) tail += shown;
  }
  return {
    coverage: covered / size,
    gini: giniOf(exposures, total),
    novelty: bits / total,
    longTailShare: tail / total,
  };
}

/** G = Σ (2i − n − 1) x_i / (n Σ x), x ascending, i from 1. */
function giniOf(exposures: Uint32Array, total: number): number {
  const ascending = exposures.slice().sort();
  const n = ascending.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (2 * (i + 1) - n - 1) * ascending[i]!;
  return sum / (n * total);
}

function headItems(counts: Uint32Array): Uint8Array {
  const byPopularity = Uint32Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const head = new Uint8Array(counts.length);
  for (const item of byPopularity.subarray(0, Math.ceil(counts.length * headShare))) head[item] = 1;
  return head;
}
