/** How much of the places a group of items gets, beside what people's interest in it would give. */
export interface GroupExposure {
  group: string;
  items: number;
  /** Share of the catalogue, of the interactions, of the places shown (each place worth 1 / log2(rank + 1)). */
  catalogueShare: number;
  interestShare: number;
  exposureShare: number;
  /** exposureShare / interestShare: 1 is proportional; null where nobody had any of them. */
  ratio: number | null;
}

/**
 * Exposure of item groups (a provider, a brand, a price level) against interest in them [Singh & Joachims 2018, disparate treatment]. Items without a
 * group are left out. `lists`: item indices, best first.
 */
export function auditExposure(
  lists: Iterable<ArrayLike<number>>,
  counts: Uint32Array,
  groupOf: (item: number) => string | null,
): GroupExposure[] {
  const groups = new Map<string, { items: number; interest: number; exposure: number }>();
  const entryOf = (item: number) => {
    const group = groupOf(item);
    if (group === null) return null;
    let entry = groups.get(group);
    if (entry === undefined) {
      entry = { items: 0, interest: 0, exposure: 0 };
      groups.set(group, entry);
    }
    return entry;
  };
  for (let item = 0; item < counts.length; item++) {
    const entry = entryOf(item);
    if (entry === null) continue;
    entry.items += 1;
    entry.interest += counts[item]!;
  }
  for (const list of lists) {
    for (let rank = 1; rank <= list.length; rank++) {
      const entry = entryOf(list[rank - 1]!);
      if (entry !== null) entry.exposure += 1 / Math.log2(rank + 1);
    }
  }
  const total = (key: "items" | "interest" | "exposure") =>
    Math.max(
      1e-12,
      [...groups.values()].reduce((sum, entry) => sum + entry[key], 0),
    );
  const [items, interest, exposure] = [total("items"), total("interest"), total("exposure")];
  return [...groups]
    .map(([group, entry]) => ({
      group,
      items: entry.items,
      catalogueShare: entry.items / items,
      interestShare: entry.interest / interest,
      exposureShare: entry.exposure / exposure,
      ratio: entry.interest === 0 ? null : entry.exposure / exposure / (entry.interest / interest),
    }))
    .sort((a, b) => b.exposureShare - a.exposureShare || (a.group < b.group ? -1 : 1));
}
