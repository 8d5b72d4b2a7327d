import type { Interactions } from "../recommend/interactions.ts";

/** How much a group of people is in the data, and in the population that the shop serves. */
export interface GroupRepresentation {
  group: string;
  /** Shares of the people and of the interactions in the training data. */
  peopleShare: number;
  interactionShare: number;
  /** Share of those who are to be served; null where nobody said. */
  populationShare: number | null;
  /** interactionShare / populationShare (or / peopleShare): below 1 the model hears too little of the group. */
  representation: number;
}

/** Whether the training data speak for all: groups by share of people, of interactions and of the population. People without a group are left out. */
export function auditRepresentation(
  { rowStart, profileIds }: Interactions,
  groupOf: (profile: number) => string | null,
  population: ReadonlyMap<string, number> | null,
): GroupRepresentation[] {
  const people = new Map<string, number>();
  const entries = new Map<string, number>();
  profileIds.forEach((_, profile) => {
    const group = groupOf(profile);
    const count = rowStart[profile + 1]! - rowStart[profile]!;
    if (group === null || count === 0) return;
    people.set(group, (people.get(group) ?? 0) + 1);
    entries.set(group, (entries.get(group) ?? 0) + count);
  });
  const total = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, n) => sum + n, 0);
  const allPeople = total(people);
  const allEntries = total(entries);
  return [...people]
    .map(([group, count]) => {
      const peopleShare = count / allPeople;
      const interactionShare = entries.get(group)! / allEntries;
      const populationShare = population?.get(group) ?? null;
      const due = populationShare ?? peopleShare;
      return { group, peopleShare, interactionShare, populationShare, representation: interactionShare / due };
    })
    .sort((a, b) => a.representation - b.representation || (a.group < b.group ? -1 : 1));
}

/**
 * The same interactions, each weighing 1 / representation of its person's group to the power `strength` in [0, 1]: groups that the data hear too little
 * of speak louder [Kamiran & Calders 2012, reweighing]. Heard by models that take weights (popularity, trending); for the others see
 * `repeatByWeight`.
 */
export function reweigh(
  interactions: Interactions,
  audit: readonly GroupRepresentation[],
  groupOf: (profile: number) => string | null,
  strength: number,
): Interactions {
  const factor = new Map(audit.map(({ group, representation }) => [group, representation ** -strength]));
  const weight = interactions.weight.slice();
  interactions.profileIds.forEach((_, profile) => {
    const group = groupOf(profile);
    const by = group === null ? 1 : (factor.get(group) ?? 1);
    for (let entry = interactions.rowStart[profile]!; entry < interactions.rowStart[profile + 1]!; entry++)
      weight[entry]! *= by;
  });
  return { ...interactions, weight };
}

/** Each person's row as often as his group's weight says, the remainder by chance: what reweighing is for models that count rows. */
export function repeatByWeight(
  interactions: Interactions,
  weightOf: (profile: number) => number,
  uniform: () => number,
): Interactions {
  const times = interactions.profileIds.map((_, profile) => {
    const weight = weightOf(profile);
    const whole = Math.floor(weight);
    return whole + (uniform() < weight - whole ? 1 : 0);
  });
  const rows = times.flatMap((count, profile) => new Array<number>(count).fill(profile));
  const rowStart = new Uint32Array(rows.length + 1);
  rows.forEach((profile, row) => {
    rowStart[row + 1] = rowStart[row]! + interactions.rowStart[profile + 1]! - interactions.rowStart[profile]!;
  });
  const count = rowStart[rows.length]!;
  const item = new Uint32Array(count);
  const at = new Float64Array(count);
  const weight = new Float32Array(count);
  rows.forEach((profile, row) => {
    const [from, to] = [interactions.rowStart[profile]!, interactions.rowStart[profile + 1]!];
    item.set(interactions.item.subarray(from, to), rowStart[row]);
    at.set(interactions.at.subarray(from, to), rowStart[row]);
    weight.set(interactions.weight.subarray(from, to), rowStart[row]);
  });
  const profileIds = rows.map((profile, row) => `${interactions.profileIds[profile]}#${row}`);
  const profileIndex = new Map(profileIds.map((id, row) => [id, row]));
  return { ...interactions, profileIds, profileIndex, rowStart, item, at, weight };
}
