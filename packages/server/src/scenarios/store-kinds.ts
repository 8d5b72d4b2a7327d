import type { Stores } from "@attune/engine/ports/stores";
import { openTemporary } from "@attune/store/embedded/open-temporary";
import { openMemoryStores } from "@attune/store/memory/stores";

/** Every kind of store that the scenarios run on. */
export const storeKinds: ReadonlyArray<[kind: string, open: () => Stores]> = [
  ["memory", openMemoryStores],
  ["embedded", openTemporary],
];
