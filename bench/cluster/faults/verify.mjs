/** Looks into the engines themselves: log, state and analytics, against what was acknowledged. */
import { openClusterState } from "../../../packages/store/dist/cluster/cluster-state.js";
import { createLogReader } from "../../../packages/store/dist/cluster/log-reader.js";
import { logStreams } from "../../../packages/store/dist/cluster/log-streams.js";
import { createLongMessages } from "../../../packages/store/dist/cluster/long-messages.js";
import { ask } from "./ask.mjs";
import { instance, withLink } from "./cluster-under-load.mjs";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A leader of the log that was cut off answers for some seconds as if it still were one, and a new connection may be to it: waits until a leader names all
 * its replicas as current.
 */
async function untilReplicasFollow({ jetstream, partitions }) {
  for (let turn = 0; turn < 120; turn++) {
    const isWhole = await withLink(jetstream.servers, async ({ manager }) => {
      const logs = Array.from({ length: partitions }, (_, partition) => logStreams(instance, partition).log);
      const all = await Promise.all(logs.map((log) => manager.streams.info(log)));
      return all.every(
        ({ cluster: { leader, replicas } }) =>
          leader && replicas.length === 2 && replicas.every(({ current }) => current),
      );
    }).catch(() => false);
    if (isWhole) return;
    await pause(500);
  }
  throw new Error("the log's replicas do not follow");
}

/** Looks into the engines themselves: the log, each profile, and analytics, against what was acknowledged. */
export async function verify(cluster, acknowledged) {
  await untilReplicasFollow(cluster);
  const inLog = new Map();
  const owners = new Map();
  await withLink(cluster.jetstream.servers, async (link) => {
    for (let partition = 0; partition < cluster.partitions; partition++)
      await readLog(link, logStreams(instance, partition));
  });
  async function readLog(link, streams) {
    const reader = createLogReader(link, streams, createLongMessages(link, streams, 5_000));
    const last = await reader.lastSequence();
    for (let sequence = 1; sequence <= last; sequence += 16) {
      const messages = await Promise.all(
        Array.from({ length: Math.min(16, last - sequence + 1) }, (_, index) => reader.message(sequence + index)),
      );
      for (const { entries } of messages)
        for (const entry of entries) {
          if (entry.kind !== "event") continue;
          inLog.set(entry.event.messageId, (inLog.get(entry.event.messageId) ?? 0) + 1);
          owners.set(entry.profileId, (owners.get(entry.profileId) ?? 0) + 1);
        }
    }
  }
  const lost = [...acknowledged.keys()].filter((id) => !inLog.has(id)).length;
  const doubled = [...inLog.values()].filter((count) => count > 1).length;
  const state = openClusterState({
    redis: { addresses: cluster.redis.addresses },
    instance,
    shardCount: cluster.settings.shards,
  });
  let wrongProfiles = 0;
  for (const [profileId, count] of owners) {
    const profile = await state.reads.profile(profileId);
    if (profile?.eventCount !== count) wrongProfiles += 1;
  }
  await state.close();
  return { acknowledged: acknowledged.size, inLog: inLog.size, lost, doubled, profiles: owners.size, wrongProfiles };
}

/** Events that analytics counts, when it has caught up with the log or `timeoutMs` are over. */
export async function countedByAnalytics(cluster, expected, timeoutMs = 60_000) {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const sql = "SELECT uniqExact(offset) AS ids, count() AS rows FROM events";
    const { body } = await ask((await cluster.writer()).url, "/v1/query", { body: { sql } });
    const row = body?.rows?.[0];
    if (Number(row?.rows) >= expected || performance.now() > until) return body;
    await pause(500);
  }
}
