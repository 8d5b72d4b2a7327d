import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stores } from "@attune/engine/ports/stores";
import { foldNothing } from "../contract/sample-writes.ts";
import { type EmbeddedOptions, openEmbeddedStores } from "./stores.ts";

/** Embedded stores in a directory of their own that goes when they are closed: for tests. Their profiles take in no entries unless told. */
export function openTemporary(options: Partial<EmbeddedOptions> = {}): Stores {
  const directory = mkdtempSync(join(tmpdir(), "attune-store-"));
  const stores = openEmbeddedStores({ foldOnto: foldNothing, ...options, directory });
  return {
    ...stores,
    async close() {
      await stores.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
