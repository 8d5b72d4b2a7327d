/** At least such a share of every list's exposure for a group of items. */
export interface ExposureFloor {
  group: string;
  /** Of the places' summed weight 1 / log2(rank + 1); in [0, 1]. */
  leastShare: number;
}

/**
 * The best list of `length` items that gives each group its share of the exposure at every point [Zehlike et al. 2017, FA*IR, ranked group fairness without
 * the test]: from the top, a group that would fall below its floor takes the place, otherwise the best item does. `ranked`: candidates,
 * best first. Where a group has no candidate left, its floor is not met: audit what came out.
 */
export function constrainExposure(
  ranked: readonly number[],
  length: number,
  floors: readonly ExposureFloor[],
  groupOf: (item: number) => string | null,
): number[] {
  const left = [...ranked];
  const list: number[] = [];
  const exposure = new Map<string, number>();
  let total = 0;
  while (list.length < length && left.length > 0) {
    const place = 1 / Math.log2(list.length + 2);
    total += place;
    const short = floors
      .filter(({ group, leastShare }) => (exposure.get(group) ?? 0) < leastShare * total - place / 2)
      .map(({ group, leastShare }) => ({ group, lack: leastShare * total - (exposure.get(group) ?? 0) }))
      .sort((a, b) => b.lack - a.lack);
    const owed = short
      .map(({ group }) => left.findIndex((item) => groupOf(item) === group))
      .find((index) => index >= 0);
    const [item] = left.splice(owed ?? 0, 1);
    list.push(item!);
    const group = groupOf(item!);
    if (group !== null) exposure.set(group, (exposure.get(group) ?? 0) + place);
  }
  return list;
}
