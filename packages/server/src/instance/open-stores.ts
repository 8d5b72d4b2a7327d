import type { Stores } from "@attune/engine/ports/stores";
import { foldOnto } from "@attune/engine/profile/fold-owned";
import { isOwned } from "@attune/engine/profile/owned-entry";
import type { FoldOnto } from "@attune/store/embedded/profile-snapshots";
import { openEmbeddedStores } from "@attune/store/embedded/stores";

/** The stores of a data directory. `timeZone` is the business's. */
export function openStores(directory: string, timeZone: string): Stores {
  return openEmbeddedStores({ directory, foldOnto: createFoldOnto(timeZone) });
}

/** Folds what a profile on disk lacks onto it. */
export function createFoldOnto(timeZone: string): FoldOnto {
  return (profile, entries) => foldOnto(profile, entries.filter(isOwned), timeZone);
}
