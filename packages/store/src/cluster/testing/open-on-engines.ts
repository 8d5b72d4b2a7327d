import type { Stores } from "@attune/engine/ports/stores";
import { openMemoryStores } from "../../memory/stores.ts";
import { type ClusterOptions, openClusterStores } from "../stores.ts";
import { type EnginesUnderTest, freshNamespace } from "./engines-under-test.ts";

/** Stores of an instance of its own on the engines under test; analytics in memory, which suites of its own look at. */
export function openOnEngines(
  { jetstream, redis }: EnginesUnderTest,
  namespace = freshNamespace(),
  more: Partial<ClusterOptions> = {},
): Promise<Stores> {
  return openClusterStores({
    namespace,
    jetstream: { servers: jetstream },
    redis: { addresses: redis },
    replicas: 3,
    redoBytes: 16 * 1024 ** 2,
    shardCount: 8,
    analytics: openMemoryStores().analytics,
    ...more,
  });
}
