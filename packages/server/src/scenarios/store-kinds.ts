import type { Stores } from "@attune/engine/ports/stores";
import { foldOnto } from "@attune/engine/profile/fold-owned";
import { isOwned } from "@attune/engine/profile/owned-entry";
import type { EnginesUnderTest } from "@attune/store/cluster/testing/engines-under-test";
import { openOnEngines } from "@attune/store/cluster/testing/open-on-engines";
import { openTemporary } from "@attune/store/embedded/open-temporary";
import type { FoldOnto } from "@attune/store/embedded/profile-snapshots";
import { openMemoryStores } from "@attune/store/memory/stores";
import { inject } from "vitest";

type StoreKind = [kind: string, open: () => Stores | Promise<Stores>];

/** The scenarios' business keeps UTC. */
const foldInUtc: FoldOnto = (profile, entries) => foldOnto(profile, entries.filter(isOwned), "UTC");

const onThisMachine: StoreKind[] = [
  ["memory", openMemoryStores],
  ["embedded", () => openTemporary({ foldOnto: foldInUtc })],
  // Room for a profile or two: nearly all are read from disk, with what they lack there.
  ["embedded without a cache to speak of", () => openTemporary({ foldOnto: foldInUtc, cacheBytes: 4_000 })],
];

const onEngines = (engines: EnginesUnderTest): StoreKind[] => [["cluster", () => openOnEngines(engines)]];

const engines: EnginesUnderTest | null | undefined = inject("engines");

/** Every kind of store that the scenarios run on: in the `cluster` project the cluster, where its engines are installed. */
export const storeKinds: readonly StoreKind[] = engines == null ? onThisMachine : onEngines(engines);
