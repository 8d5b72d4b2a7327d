import type { TestProject } from "vitest/node";
import { isInstalled } from "./engine-process.ts";
import type {} from "./engines-under-test.ts";
import { startJetStream } from "./jetstream-cluster.ts";
import { startRedisCluster } from "./redis-cluster.ts";

/** Both engines, once for a test run; each test keeps to a namespace of its own. */
export default async function startEngines(project: TestProject): Promise<() => Promise<void>> {
  const missing = ["nats-server", "redis-server", "redis-cli"].filter((command) => !isInstalled(command));
  if (missing.length > 0) {
    process.stdout.write(`cluster: not tested, ${missing.join(" and ")} not installed (see .ci/run)\n`);
    project.provide("engines", null);
    return async () => {};
  }
  const [jetstream, redis] = await Promise.all([startJetStream(), startRedisCluster()]);
  process.stdout.write("cluster: three nodes of JetStream and six of Redis Cluster run for these tests\n");
  project.provide("engines", { jetstream: jetstream.servers, redis: redis.addresses });
  return async () => {
    await Promise.all([jetstream.close(), redis.close()]);
  };
}
