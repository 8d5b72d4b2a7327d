/**
 * A shop's data moved from a directory that is served to a cluster, and back, by the command line, with what a server says of them before and after. Starts three nodes of
 * JetStream, six of Redis and analytics on loopback. Arguments: events (default 20000), partitions of the cluster (1). Run after `node scripts/build.mjs`. Ends with 1 where anything differs.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startCluster } from "../faults/cluster-under-load.mjs";

const [events = "20000", partitions = "1"] = process.argv.slice(2);
const main = fileURLToPath(new URL("../../../packages/server/dist/main.js", import.meta.url));
const keys = { ATTUNE_WRITE_KEY: "wk_bench", ATTUNE_SECRET_KEY: "sk_bench", ATTUNE_LOG_LEVEL: "error" };
const authorization = `Basic ${Buffer.from("sk_bench:").toString("base64")}`;
const home = mkdtempSync(join(tmpdir(), "attune-move-"));
const cluster = await startCluster(0, { partitions: Number(partitions) });

const { before, there } = await served(["--data-dir", join(home, "old")], async (url) => {
  for (let from = 0; from < Number(events); from += 500) await post(url, "/v1/batch", { batch: batch(from, 500) });
  const told = await answers(url);
  const standing = untilRefused(url);
  const moved = await migrate(join(home, "old"), cluster.file);
  return { before: told, there: { ...moved, servedNobodySeconds: tenths(performance.now() - (await standing)) } };
});
const onCluster = await served(["--cluster", cluster.file, "--data-dir", join(home, "node")], answers);
const again = await migrate(cluster.file, join(home, "new"));
const after = await served(["--data-dir", join(home, "new")], answers);
await cluster.close();
rmSync(home, { recursive: true, force: true });

function tenths(ms) {
  return Math.round(ms / 100) / 10;
}

// Several partitions have other offsets, and a directory keeps those of where it comes from.
if (partitions !== "1") for (const told of [before, onCluster, after]) delete told.head;
const same = (a) => JSON.stringify(a) === JSON.stringify(before);
process.stdout.write(
  `${JSON.stringify({ there, again, sameOnCluster: same(onCluster), sameAfterwards: same(after) })}\n`,
);
if (!same(onCluster) || !same(after)) {
  for (const part of Object.keys(before))
    for (const [name, other] of Object.entries({ onCluster, after }))
      if (JSON.stringify(before[part]) !== JSON.stringify(other[part]))
        process.stderr.write(
          `${part} differs ${name}: ${JSON.stringify(before[part])} ${JSON.stringify(other[part])}\n`,
        );
  process.exitCode = 1;
}

/** Six visitors of ten log in; every tenth event is an order, every hundredth cannot be trusted. */
function batch(from, count) {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const person = (n * 7919) % 2_000;
    const user = n % 5 === 0 && person % 10 < 6 ? { userId: `user-${person % 1_500}` } : {};
    const stamp = {
      messageId: `m-${n}`,
      timestamp: n % 100 === 99 ? "yesterday" : new Date(1_790_000_000_000 + n * 1_000),
    };
    const order = {
      order_id: `o-${n}`,
      total: 10 + (n % 90),
      currency: "GBP",
      products: [{ product_id: `sku-${n % 50}` }],
    };
    return n % 10 === 0
      ? { type: "track", event: "Order Completed", anonymousId: `a-${person}`, ...user, ...stamp, properties: order }
      : {
          type: "track",
          event: "Product Viewed",
          anonymousId: `a-${person}`,
          ...user,
          ...stamp,
          properties: { product_id: `sku-${n % 50}` },
        };
  });
}

async function answers(url) {
  const question = {
    sql: "SELECT name, count() AS n, uniqExact(profileId) AS people FROM events GROUP BY name ORDER BY name",
  };
  const profiles = [];
  for (let n = 0; n < 40; n++) profiles.push(await get(url, `/v1/profiles/anonymous_id/a-${n * 50}`));
  const counted = () => post(url, "/v1/query", question);
  const { projector } = await settled(url);
  return {
    counts: (await counted()).rows,
    head: projector.head,
    profiles,
    quarantine: await get(url, "/v1/collect/quarantine?limit=3"),
  };
}

/** Sends what is known already, which changes nothing, until it is refused; resolves with the moment. */
async function untilRefused(url) {
  const headers = { authorization, "content-type": "application/json" };
  const body = JSON.stringify({ batch: batch(0, 50) });
  while ((await fetch(`${url}/v1/batch`, { method: "POST", headers, body })).status === 200)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return performance.now();
}

/** Analytics has caught up. */
async function settled(url) {
  for (;;) {
    const doctor = await get(url, "/v1/doctor");
    if (doctor.projector?.lag === 0) return doctor;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function migrate(from, to) {
  const startedAt = performance.now();
  const { stdout } = await run(["migrate", "--from", from, "--to", to, "--json"]);
  return { ...JSON.parse(stdout), seconds: tenths(performance.now() - startedAt) };
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, ...keys },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let stdout = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.on("exit", (code) =>
      code === 0 ? resolve({ stdout }) : reject(new Error(`attune ${args[0]} ended with ${code}`)),
    );
  });
}

async function served(args, work) {
  const child = spawn(process.execPath, [main, "serve", ...args, "--port", "0", "--json"], {
    env: { ...process.env, ...keys },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { url } = await new Promise((resolve, reject) => {
    child.stdout.once("data", (line) => resolve(JSON.parse(line)));
    child.once("exit", (code) => reject(new Error(`attune serve ended with ${code}`)));
  });
  try {
    for (let attempt = 0; (await fetch(`${url}/health/ready`)).status !== 200; attempt++) {
      if (attempt > 300) throw new Error(`${url} is not ready`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return await work(url);
  } finally {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
  }
}

async function get(url, path) {
  return (await fetch(url + path, { headers: { authorization } })).json();
}

async function post(url, path, body) {
  const headers = { authorization, "content-type": "application/json" };
  const answer = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
