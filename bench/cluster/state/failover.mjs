/**
 * A Redis master that dies under load: how long write sets and reads stand still, and whether the state is right afterwards. Arguments: how it dies (kill,
 * pause, or all: every node killed at once and started again; default both of the first, one after the other), seconds before and after (6), seed (1). Run after `node scripts/build.mjs`. Ends with 1 where anything
 * was lost or counted twice.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { writeSet } from "../../../packages/model/dist/write-set.js";
import { StateBehind } from "../../../packages/store/dist/cluster/apply-writes.js";
import { openClusterState } from "../../../packages/store/dist/cluster/cluster-state.js";
import { startRedisCluster } from "../../../packages/store/dist/cluster/testing/redis-cluster.js";
import { profile } from "./people.mjs";

const run = promisify(execFile);
const [how = "both", seconds = "6", firstSeed = "1"] = process.argv.slice(2);
const population = 2_000;
const peoplePerWrite = 40;
const none = { ...writeSet({}), disowned: [] };
let seed = Number(firstSeed);
const random = (below) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let wrong = 0;
for (const way of how === "both" ? ["kill", "pause"] : [how]) wrong += await failover(way);
process.exitCode = wrong === 0 ? 0 : 1;

async function failover(way) {
  const engines = await startRedisCluster();
  const state = openClusterState({
    redis: { addresses: engines.addresses },
    instance: "failover",
    staleMs: 0,
    loadStaleMs: 0,
  });
  /** The log, and what each person's profile must say in the end. */
  const log = [null];
  const counts = new Map();
  let working = true;
  const gaps = { write: 0, read: 0 };
  const refused = { write: 0, read: 0 };
  let repaired = 0;
  let reads = 0;

  async function apply(sequence) {
    for (;;) {
      try {
        await state.writes.apply(0, sequence, log[sequence]);
        return;
      } catch (error) {
        if (error instanceof StateBehind) {
          repaired += sequence - error.from;
          for (let again = error.from; again < sequence; again++) await apply(again);
        } else {
          refused.write++;
          await pause(100);
        }
      }
    }
  }

  async function write() {
    while (working) {
      const profiles = new Map();
      for (let n = 0; n < peoplePerWrite; n++) {
        const profileId = `p${random(population)}`;
        counts.set(profileId, (counts.get(profileId) ?? 0) + 1);
        profiles.set(profileId, { ...profile(n, log.length), profileId, eventCount: counts.get(profileId) });
      }
      log.push({ ...none, profiles });
      const startedAt = performance.now();
      await apply(log.length - 1);
      gaps.write = Math.max(gaps.write, performance.now() - startedAt);
    }
  }

  async function read() {
    while (working) {
      const startedAt = performance.now();
      await state.reads.profile(`p${random(population)}`).catch(() => refused.read++);
      gaps.read = Math.max(gaps.read, performance.now() - startedAt);
      reads++;
      await pause(2);
    }
  }

  const work = [write(), ...Array.from({ length: 4 }, read)];
  await pause(Number(seconds) * 1_000);
  const before = { ...gaps };
  gaps.write = 0;
  gaps.read = 0;
  // The cluster was made with the first three nodes as masters.
  const victim = engines.nodes[random(3)];
  const victims = way === "all" ? engines.nodes : [victim];
  for (const node of victims) {
    if (way === "pause") node.pause();
    else await node.kill();
  }
  if (way === "all") for (const node of victims) node.start();
  const engineMs = await electionOf(engines, way === "all" ? null : victim);
  await pause(Number(seconds) * 1_000);
  if (way === "pause") victim.resume();
  else if (way === "kill") victim.start();
  await pause(2_000);
  working = false;
  await Promise.all(work);

  let differing = 0;
  for (const [profileId, count] of counts)
    if ((await state.reads.profile(profileId))?.eventCount !== count) differing++;
  process.stdout.write(
    `${JSON.stringify({
      way,
      nodeTimeoutMs: 2_000,
      engineMs,
      longestMsBefore: before,
      longestMsDuring: gaps,
      refused,
      writeSets: log.length - 1,
      appliedAgain: repaired,
      reads,
      people: counts.size,
      peopleWrong: differing,
    })}\n`,
  );
  await state.close();
  await engines.close();
  return differing;
}

/** How long the cluster itself takes until three masters serve again without the victim. */
async function electionOf(engines, victim) {
  const startedAt = performance.now();
  const [other] = engines.nodes.filter((node) => node !== victim);
  for (;;) {
    const asked = run("redis-cli", ["-p", String(other.port), "cluster", "nodes"]);
    const { stdout } = await asked.catch(() => ({ stdout: "" }));
    const masters = stdout.split("\n").filter((line) => / (myself,)?master - /.test(line) && line.includes("-"));
    const serving = masters.filter((line) => !line.includes(`:${victim?.port}@`) && /\d+-\d+$/.test(line.trim()));
    if (serving.length === 3) return Math.round(performance.now() - startedAt);
    await pause(50);
  }
}
