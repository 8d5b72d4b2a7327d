// What one event, one decision and one profile cost: processor time by process, bytes by store. `attune capacity` computes with these.
// usage: node bench/scale/unit-costs.mjs [embedded | cluster] [events = 60000] [decisions = 10000]
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Pool } from "undici";
import { placements, playbook } from "../decide/playbook.mjs";
import { basic, report } from "../running/server.mjs";
import { batchOf } from "../running/traffic.mjs";
import { openCluster } from "./cluster-under-load.mjs";
import { openEmbedded } from "./embedded-under-load.mjs";

const kind = process.argv[2] ?? "embedded";
const [events = 60_000, decisions = 10_000] = process.argv.slice(3).map(Number);
const batchSize = 100;
const connections = 8;

const [full, few, many] = [await measure(200), await measure(2_000), await measure(40_000)];
/** Bytes are a sum of events and profiles: two runs with the same events and different numbers of people tell them apart. */
const split = (bytesOf) => {
  const perProfile = (bytesOf(many) - bytesOf(few)) / (many.profiles - few.profiles);
  return {
    perProfile: Math.round(perProfile),
    perEvent: Math.round((bytesOf(few) - perProfile * few.profiles) / events),
  };
};
report(
  "scale",
  {
    kind,
    events,
    decisions,
    batch: batchSize,
    profiles: [few.profiles, many.profiles],
    /** Microseconds of processor time per event, by process; with few and with many people. */
    cpuMicrosPerEvent: [few.perEvent, many.perEvent],
    cpuMicrosPerDecision: [few.perDecision, many.perDecision],
    bytes: Object.fromEntries(Object.keys(few.bytes).map((store) => [store, split((run) => run.bytes[store])])),
    /** Of somebody of whom more is known than a profile keeps: everything bounded is full. */
    bytesPerFullProfile: Object.fromEntries(
      Object.entries(full.bytes).map(([store, bytes]) => [store, Math.round(bytes / full.profiles)]),
    ),
    /** The same by event: what grows with every event for as long as it is kept. */
    bytesPerEventOfFullProfile: Object.fromEntries(
      Object.entries(full.bytes).map(([store, bytes]) => [store, Math.round(bytes / events)]),
    ),
    /** Bytes that each process sends to all others (and the client), by TCP's own count. */
    sentBytesPerEvent: many.sentPerEvent,
    sentBytesPerDecision: many.sentPerDecision,
    requestBytesPerEvent: few.requestBytesPerEvent,
    answerBytesPerDecision: few.answerBytesPerDecision,
    memoryMiB: many.memoryMiB,
    loadAverage: readFileSync("/proc/loadavg", "utf8").split(" ")[0],
  },
  `unit-costs-${kind}.json`,
);

async function measure(people) {
  const system = await (kind === "cluster" ? openCluster : openEmbedded)(playbook());
  const pool = new Pool(system.url, { connections });
  const headers = { "content-type": "application/json", authorization: basic(system.writeKey) };
  let requestBytes = 0;

  async function post(path, body) {
    const response = await pool.request({ method: "POST", path, headers, body });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${text}`);
    return text;
  }
  async function inParallel(count, act) {
    let next = 0;
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (next < count) await act(next++);
      }),
    );
  }
  const send = (from) => (n) => {
    const body = batchOf(batchSize, people, from + n);
    requestBytes += body.length;
    return post("/v1/batch", body);
  };
  const question = (n) =>
    JSON.stringify({
      anonymousId: `visitor-${Math.floor(people * ((n * 0.6180339887498949) % 1) ** 2)}`,
      placements,
      context: { page: { path: "/" } },
    });

  // Compiled code and full caches: the first tenth is not counted.
  const warm = Math.ceil(events / batchSize / 10);
  await inParallel(warm, send(0));
  await inParallel(Math.max(2_000, decisions / 10), (n) => post("/v1/decide", question(n)));
  await system.settled();
  requestBytes = 0;
  const bytesBefore = await system.bytes();
  const perEvent = await costOf(events, async () => {
    await inParallel(events / batchSize, send(warm));
    await system.settled();
  });
  const requestBytesPerEvent = Math.round(requestBytes / events);
  const bytesAfter = await system.bytesAtRest();
  let answerBytes = 0;
  const perDecision = await costOf(decisions, () =>
    inParallel(decisions, async (n) => {
      answerBytes += (await post("/v1/decide", question(n))).length;
    }),
  );
  const result = {
    profiles: await system.profiles(),
    perEvent: perEvent.cpuMicros,
    perDecision: perDecision.cpuMicros,
    sentPerEvent: perEvent.sentBytes,
    sentPerDecision: perDecision.sentBytes,
    bytes: Object.fromEntries(Object.entries(bytesAfter).map(([store, after]) => [store, after - bytesBefore[store]])),
    requestBytesPerEvent,
    answerBytesPerDecision: Math.round(answerBytes / decisions),
    memoryMiB: Object.fromEntries(Object.entries(system.processes()).map(([name, pids]) => [name, anonymousMiB(pids)])),
  };
  await pool.close();
  await system.close();
  return result;

  async function costOf(count, work) {
    const [cpuBefore, sentBefore] = [cpuByProcess(system.processes()), sentByProcess(system.processes())];
    await work();
    const [cpuAfter, sentAfter] = [cpuByProcess(system.processes()), sentByProcess(system.processes())];
    const each = (before, after, factor) =>
      Object.fromEntries(
        Object.entries(after).map(([name, sum]) => [
          name,
          Math.round(((sum - before[name]) * factor * 10) / count) / 10,
        ]),
      );
    return { cpuMicros: each(cpuBefore, cpuAfter, 1_000), sentBytes: each(sentBefore, sentAfter, 1) };
  }
}

/** Of connections that are open; those to analytics come and go, so its share is a lower bound. */
function sentByProcess(processes) {
  const { stdout } = spawnSync("env", ["ss", "-tinpH"], { encoding: "utf8", maxBuffer: 64 * 1024 ** 2 });
  const sums = Object.fromEntries(Object.keys(processes).map((name) => [name, 0]));
  for (const [, pid, , sent] of stdout.matchAll(/pid=(\d+),fd=(\d+)\)[^\n]*\n[^\n]*?bytes_sent:(\d+)/g))
    for (const [name, pids] of Object.entries(processes)) if (pids.includes(Number(pid))) sums[name] += Number(sent);
  return sums;
}

/** Milliseconds of processor time of each group of processes, all their threads; `… main thread` beside the server's. */
function cpuByProcess(processes) {
  return Object.fromEntries(
    Object.entries(processes).flatMap(([name, pids]) => [
      [name, pids.reduce((sum, pid) => sum + cpuMsOf(`/proc/${pid}/stat`), 0)],
      ...(name === "attune" ? [["attune main thread", cpuMsOf(`/proc/${pids[0]}/task/${pids[0]}/stat`)]] : []),
    ]),
  );
}

function cpuMsOf(path) {
  const text = readFileSync(path, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function anonymousMiB(pids) {
  return pids.reduce((sum, pid) => {
    const kilobytes = /RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0;
    return sum + Math.round(Number(kilobytes) / 1024);
  }, 0);
}
