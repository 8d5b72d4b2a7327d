import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stores } from "@attune/engine/ports/stores";
import { openEmbeddedStores } from "./stores.ts";

/** Embedded stores in a directory of their own that goes when they are closed: for tests. */
export function openTemporary(): Stores {
  const directory = mkdtempSync(join(tmpdir(), "attune-store-"));
  const stores = openEmbeddedStores({ directory });
  return {
    ...stores,
    async close() {
      await stores.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
