import { type Undetermined, undetermined } from "@attune/model/undetermined";
import type { Interactions } from "./interactions.ts";

/** EASE holds 4 bytes per pair of items: 484 MB at 11,000 items. */
const easeItemLimit = 11_000;

/** For models that take any data. */
export const fits = () => null;

/** Undetermined where nothing says when. */
export function needsTime(interactions: Interactions): Undetermined | null {
  if (interactions.timed) return null;
  return undetermined("no-times", "The interactions carry no time, so nothing is known of what is recent.");
}

/** Undetermined where the matrix of items × items would not fit. */
export function fewItems({ itemIds }: Interactions): Undetermined | null {
  if (itemIds.length <= easeItemLimit) return null;
  return undetermined(
    "too-many-items",
    `${itemIds.length} items: the inverse of a matrix of items × items is worked out up to ${easeItemLimit}; item-knn, rp3beta and slim do without it.`,
  );
}

/** Factors and networks may take so much memory beside the interactions; where they would need more they are listed as undetermined. */
const memoryLimitBytes = 550_000_000;

/** iALS at 64 dimensions: factors of both sides, and each entry four times (by person, by item, each in the kernels' memory too). */
export function tooLargeForFactors({ profileIds, itemIds, item }: Interactions): Undetermined | null {
  const bytes = (profileIds.length + itemIds.length) * 64 * 4 + item.length * (8 + 8 + 4 + 4);
  if (bytes <= memoryLimitBytes) return null;
  const need = Math.ceil(bytes / 1e6);
  return undetermined(
    "too-large",
    `Factors would need ${need} MB, and training may take ${memoryLimitBytes / 1e6} MB.`,
  );
}

/** The sequence network at 64 dimensions keeps each item's row with its slope and the two memories of its steps, and a batch of 32 × 50 rows. */
export function tooLargeForNetwork({ itemIds }: Interactions): Undetermined | null {
  const bytes = itemIds.length * 64 * 4 * 4 + 100_000_000;
  if (bytes <= memoryLimitBytes) return null;
  const need = Math.ceil(bytes / 1e6);
  return undetermined(
    "too-large",
    `The network would need ${need} MB, and training may take ${memoryLimitBytes / 1e6} MB.`,
  );
}
