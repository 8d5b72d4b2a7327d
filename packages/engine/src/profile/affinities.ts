import { dayMs } from "@attune/math/time-units";
import type { InteractionKind, Profile } from "@attune/model/profile";

const halfLifeMs = 14 * dayMs;
const weights: Readonly<Record<InteractionKind, number>> = { view: 1, wishlist: 2, cart: 3, purchase: 5 };

/** How much of a person's interest goes to one category or brand: a share of 1, and the weight it comes from. */
export interface Affinity {
  name: string;
  share: number;
  weight: number;
}

export interface Affinities {
  categories: Affinity[];
  brands: Affinity[];
}

/**
 * A person's leanings, greatest first: every kept interaction counts by its kind (view 1, wish list 2, cart 3, purchase 5) and half as
 * much for every 14 days of age. Shares are of the interactions that name a category, or a brand; empty where none does. Computed when
 * asked for, so that it is right at any time and merging profiles cannot disturb it.
 */
export function affinities(profile: Pick<Profile, "interactions">, now: number): Affinities {
  const categories = new Map<string, number>();
  const brands = new Map<string, number>();
  for (const { at, kind, category, brand } of profile.interactions) {
    const weight = weights[kind] * 2 ** (-Math.max(0, now - at) / halfLifeMs);
    if (category !== undefined) categories.set(category, (categories.get(category) ?? 0) + weight);
    if (brand !== undefined) brands.set(brand, (brands.get(brand) ?? 0) + weight);
  }
  return { categories: sharesOf(categories), brands: sharesOf(brands) };
}

function sharesOf(weightByName: ReadonlyMap<string, number>): Affinity[] {
  let total = 0;
  for (const weight of weightByName.values()) total += weight;
  if (total === 0) return [];
  return [...weightByName]
    .map(([name, weight]) => ({ name, share: weight / total, weight }))
    .sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
}
