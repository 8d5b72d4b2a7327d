import type { Stores } from "@attune/engine/ports/stores";
import { afterEach, beforeEach } from "vitest";

/** Opens fresh, empty stores for one test. */
export type OpenStores = () => Stores | Promise<Stores>;

/** Fresh stores before each test of the surrounding suite, closed after it; call the result for those of the running test. */
export function withStores(open: OpenStores): () => Stores {
  let stores: Stores | undefined;
  beforeEach(async () => {
    stores = await open();
  });
  afterEach(async () => {
    await stores?.close();
    stores = undefined;
  });
  return () => {
    if (stores === undefined) throw new Error("stores are open only while a test runs");
    return stores;
  };
}
