// The write path at each order of magnitude, well and with the loss of a NATS server and of a Redis master, from the unit costs that were measured.
// usage: node bench/scale/simulate.mjs [seed = 1]
import { readFileSync } from "node:fs";
import { createRng } from "../../packages/math/dist/rng.js";
import { report } from "../running/server.mjs";
import { simulateWritePath } from "./simulation.mjs";

const seed = Number(process.argv[2] ?? 1);
const costs = JSON.parse(readFileSync(new URL("./results/unit-costs-cluster.json", import.meta.url), "utf8"));
const [, { "attune main thread": nodeMicros, redis: redisMicros }] = costs.cpuMicrosPerEvent;
const utilization = 0.6;

/** Within one data center; a cloud disk's fsync. Assumed, as the rest of what is not in `costs`. */
const surroundings = {
  roundTripMs: 0.5,
  syncMs: 1.5,
  nodeMs: nodeMicros / 1_000,
  // Masters and replicas were measured together: half of it is the masters'.
  redisMs: redisMicros / 2_000,
  // The engine's own bounds.
  groupEvents: 1_000,
  waitingEvents: 50_000,
  electionMs: [3_000, 6_000],
  failoverMs: [5_000, 8_000],
};
const nothingLost = { lostServerAtMs: Number.POSITIVE_INFINITY, lostMasterAtMs: Number.POSITIVE_INFINITY };

/** As many of each as keep the busiest at `utilization`. */
const sized = (eventsPerSecond) => ({
  eventsPerSecond,
  partitions: Math.ceil((eventsPerSecond * nodeMicros) / 1e6 / utilization),
  masters: Math.max(3, Math.ceil((eventsPerSecond * redisMicros) / 2e6 / utilization)),
  natsServers: Math.max(3, Math.ceil(eventsPerSecond / 50_000) * 3),
});
const run = (further) =>
  simulateWritePath({ ...surroundings, ...nothingLost, durationMs: 20_000, ...further }, createRng(seed));

const saturated = run({ ...sized(1_000), eventsPerSecond: 1e6, partitions: 1, masters: 3, durationMs: 60_000 });
const rates = [1_000, 10_000, 100_000, 1_000_000];
const rows = rates.map((eventsPerSecond) => ({
  ...sized(eventsPerSecond),
  well: run(sized(eventsPerSecond)),
  lostServer: run({ ...sized(eventsPerSecond), lostServerAtMs: 5_000, durationMs: 30_000 }),
  lostMaster: run({ ...sized(eventsPerSecond), lostMasterAtMs: 5_000, durationMs: 30_000 }),
}));
report(
  "scale",
  {
    seed,
    assumed: surroundings,
    /** One partition that gets more than it can do: to be held against bench/cluster/speed. */
    onePartitionAtMost: saturated.committedPerSecond,
    rows,
    cpuMs: Math.round(process.cpuUsage().user / 1_000),
  },
  "simulation.json",
);
