import type { Stores } from "@attune/engine/ports/stores";
import { foldOnto } from "@attune/engine/profile/fold-owned";
import { isOwned } from "@attune/engine/profile/owned-entry";
import { openTemporary } from "@attune/store/embedded/open-temporary";
import type { FoldOnto } from "@attune/store/embedded/profile-snapshots";
import { openMemoryStores } from "@attune/store/memory/stores";

/** The scenarios' business keeps UTC. */
const foldInUtc: FoldOnto = (profile, entries) => foldOnto(profile, entries.filter(isOwned), "UTC");

/** Every kind of store that the scenarios run on. */
export const storeKinds: ReadonlyArray<[kind: string, open: () => Stores]> = [
  ["memory", openMemoryStores],
  ["embedded", () => openTemporary({ foldOnto: foldInUtc })],
  // Room for a profile or two: nearly all are read from disk, with what they lack there.
  ["embedded without a cache to speak of", () => openTemporary({ foldOnto: foldInUtc, cacheBytes: 4_000 })],
];
