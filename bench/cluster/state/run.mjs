/**
 * A cluster's state in Redis: processor time and rate of a commit's second half (load, apply; the log is not in it) and of a decision's reads, by
 * population. Six nodes of Redis (three masters, three replicas) on loopback, started and ended by this. Arguments: populations, comma between them
 * (default 10000,100000), seconds of each measurement (4), rounds (3), cache of the
 * writer in MiB (64; 0: it asks Redis for everybody), events per group (1000). Run after `node scripts/build.mjs`.
 */
import { readFileSync } from "node:fs";
import { writeSet } from "../../../packages/model/dist/write-set.js";
import { openClusterState } from "../../../packages/store/dist/cluster/cluster-state.js";
import { startRedisCluster } from "../../../packages/store/dist/cluster/testing/redis-cluster.js";
import { fillPopulation } from "./fill-population.mjs";
import { event, identifierOf } from "./people.mjs";

const [populations = "10000,100000", seconds = "4", rounds = "3", cacheMegabytes = "64", groupSize = "1000"] =
  process.argv.slice(2);
const shardCount = 256;
const ticksPerSecond = 100;
const none = { ...writeSet({}), disowned: [] };

let seed = 1;
const random = (below) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};

const engines = await startRedisCluster();
/** Of all nodes, seconds of processor time. */
const engineSeconds = () =>
  engines.nodes.reduce((sum, { pid }) => {
    const fields = readFileSync(`/proc/${pid()}/stat`, "utf8").split(") ")[1].split(" ");
    return sum + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }, 0);

async function measured(name, work) {
  const before = { cpu: process.cpuUsage(), engines: engineSeconds(), at: performance.now() };
  const { count, latencies } = await work();
  const cpu = process.cpuUsage(before.cpu);
  const took = (performance.now() - before.at) / 1_000;
  const micros = (total) => Math.round(total / count);
  latencies.sort((a, b) => a - b);
  const at = (share) =>
    Number(latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))].toFixed(2));
  return {
    name,
    count,
    perSecond: Math.round(count / took),
    ownMicrosEach: micros(cpu.user + cpu.system),
    engineMicrosEach: micros((engineSeconds() - before.engines) * 1e6),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

const people = [];
for (const population of populations.split(",").map(Number)) people.push(await openPopulation(population));
// In turns, so that what else the machine does falls on all of them alike.
for (let round = 1; round <= Number(rounds); round++) {
  for (const { population, events, known, asked } of people) {
    for (const line of [
      await measured("event applied", events),
      await measured("decision read, at most a second old", known),
      await measured("decision read, always asked", asked),
    ])
      process.stdout.write(
        `${JSON.stringify({ round, population, cacheMegabytes: Number(cacheMegabytes), ...line })}\n`,
      );
  }
}
for (const { close } of people) await close();
await engines.close();

async function openPopulation(population) {
  const place = { redis: { addresses: engines.addresses }, instance: `bench-${population}`, shardCount };
  await fillPopulation({ addresses: engines.addresses, instance: place.instance, shardCount, population });
  const cacheBytes = Number(cacheMegabytes) * 1024 ** 2;
  const state = openClusterState({ ...place, cacheBytes, loadStaleMs: Number.POSITIVE_INFINITY });
  /** A node that decides and knows nobody. */
  const fresh = openClusterState({ ...place, cacheBytes: 0, staleMs: 0 });
  let sequence = 0;
  let offset = 0;

  async function events() {
    const until = performance.now() + Number(seconds) * 1_000;
    const latencies = [];
    let count = 0;
    while (performance.now() < until) {
      const group = Array.from({ length: Number(groupSize) }, () => random(population));
      const startedAt = performance.now();
      const view = await state.reads.load(
        group.map(identifierOf),
        group.map((_, index) => `http|${sequence}-${index}`),
      );
      const entries = group.map((n) => ({
        kind: "event",
        offset: ++offset,
        profileId: `profile-${n}`,
        event: event(n, offset),
      }));
      const profiles = new Map(
        entries.map(({ profileId, offset: lastOffset }) => [
          profileId,
          { ...view.profiles.get(profileId), lastOffset },
        ]),
      );
      await state.writes.apply(0, ++sequence, {
        ...none,
        entries,
        profiles,
        seen: new Map(group.map((_, index) => [`http|${sequence}-${index}`, 1e15])),
      });
      latencies.push(performance.now() - startedAt);
      count += entries.length;
    }
    return { count, latencies };
  }

  const decisions = (reader) => async () => {
    const until = performance.now() + Number(seconds) * 1_000;
    const latencies = [];
    let count = 0;
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        while (performance.now() < until) {
          const startedAt = performance.now();
          const found = await reader.reads.find([identifierOf(random(population))]);
          await reader.scores.of(found.profileId);
          latencies.push(performance.now() - startedAt);
          count++;
        }
      }),
    );
    return { count, latencies };
  };
  const close = () => Promise.all([state.close(), fresh.close()]);
  return { population, events, known: decisions(state), asked: decisions(fresh), close };
}
