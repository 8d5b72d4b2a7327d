// What becomes of a training that is cut off, of two at once, of a full disk and of a damaged model, on a shop with a past.
// usage: node bench/training-trouble/run.mjs DATA_DIRECTORY   (of `attune demo`, stopped; it is copied)
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { report, root } from "../running/server.mjs";

const past = process.argv[2];
if (past === undefined || !existsSync(join(past, "state")))
  throw new Error("give the data directory of a stopped `attune demo`");
const work = mkdtempSync(join(tmpdir(), "attune-trouble-"));
const directory = join(work, "shop");
cpSync(past, directory, { recursive: true, filter: (path) => !path.endsWith(".sock") });
const models = join(directory, "models");
const checks = [];
let running = null;

try {
  await trainAndGoBack();
  await damaged();
  await cutOff();
  await twice();
  await stopMeanwhile();
  await fullDisk();
} finally {
  if (running !== null) await kill(running.pid);
  rmSync(work, { recursive: true, force: true });
}
const failed = checks.filter(({ holds }) => !holds);
report("training-trouble", { checks: checks.map(({ name }) => name), failed });
process.exit(failed.length === 0 ? 0 : 1);

/** Train to the end, the gate's answer, the swap in decisions, and back, by one and by name. */
async function trainAndGoBack() {
  const server = await start();
  const before = (await get("/v1/learn/recommenders")).servedModelId;
  const trained = (await ended(await train())).result;
  check(
    "train: serves where the gate lets it pass",
    trained.inService === trained.gate.verdict.passes,
    trained.reasons,
  );
  check(
    "train: the next decision is from it",
    (await decided()).modelId === (trained.inService ? trained.modelId : before),
    await decided(),
  );
  // Where the gate held it back it is put into service all the same, so that there is a way back.
  if (!trained.inService)
    await post(`/v1/learn/models/${trained.modelId}/promote`, { slot: "recommendations", despite: "a try" });
  check("promote: the next decision is from it", (await decided()).modelId === trained.modelId, await decided());
  const back = await post("/v1/learn/slots/recommendations/rollback", { reason: "a try" });
  check("rollback: one step", back.body.modelId === before, back);
  check("rollback: seen by the next decision", (await decided()).modelId === before, await decided());
  const forward = await post(`/v1/learn/models/${trained.modelId}/promote`, {
    slot: "recommendations",
    despite: "a try",
  });
  const named = await post("/v1/learn/slots/recommendations/rollback", { reason: "a try", to: before });
  check("rollback --to: by name", forward.status === 200 && named.body.modelId === before, named);
  // What follows is tried on the model that was just trained.
  await post(`/v1/learn/models/${trained.modelId}/promote`, { slot: "recommendations", despite: "a try" });
  const unknown = await post("/v1/learn/slots/recommendations/rollback", { reason: "a try", to: "nothing" });
  check("rollback --to: what never served is refused", unknown.status >= 400 && unknown.status < 500, unknown);
  await stop(server);
}

/** A model's file that is cut, changed in one byte at many places, empty, or gone, when the server starts. */
async function damaged() {
  const server = await start();
  const served = (await get("/v1/learn/recommenders")).servedModelId;
  await stop(server);
  const path = join(models, `${served}.bin`);
  const whole = readFileSync(path);
  const flips = [9, 40, 200, 0.3, 0.5, 0.8, 0.99].map((at) => (at < 1 ? Math.floor(at * whole.length) : at));
  const damages = [
    ["cut in half", () => truncateSync(path, Math.floor(whole.length / 2))],
    ["cut by ten bytes", () => truncateSync(path, whole.length - 10)],
    ["empty", () => writeFileSync(path, "")],
    ["gone", () => rmSync(path)],
    ...flips.map((at) => [`byte ${at} of ${whole.length} flipped`, () => writeFileSync(path, flipped(whole, at))]),
  ];
  for (const [name, damage] of damages) {
    damage();
    const hurt = await start();
    const status = await get("/v1/learn/recommenders");
    const decision = await decided();
    check(`damaged, ${name}: not served`, status.servedModelId !== served, status.servedModelId);
    check(`damaged, ${name}: decisions answer`, decision.status === 200 && decision.items > 0, decision);
    check(
      `damaged, ${name}: said`,
      status.alarms.some(({ what }) => what === "file"),
      status.alarms,
    );
    await stop(hurt);
    writeFileSync(path, whole);
  }
}

function flipped(bytes, at) {
  const copy = Buffer.from(bytes);
  copy[at] ^= 0x40;
  return copy;
}

/** SIGKILL of the server, then of the training's process, at moments spread over a training. */
async function cutOff() {
  for (const afterMs of [100, 700, 1_500, 2_500, 3_500]) {
    const server = await start();
    const served = (await get("/v1/learn/recommenders")).servedModelId;
    await train();
    await sleep(afterMs);
    const children = trainers();
    await kill(server.pid);
    running = null;
    const goneMs = await untilGone(children);
    check(`server killed after ${afterMs} ms: the training's process ends`, goneMs !== null, { children, goneMs });
    const again = await start();
    const status = await get("/v1/learn/recommenders");
    const whole = status.servedModelId === served || status.card?.modelId === status.servedModelId;
    check(
      `server killed after ${afterMs} ms: a whole model serves`,
      whole && (await decided()).modelId === status.servedModelId,
      status.servedModelId,
    );
    check(`server killed after ${afterMs} ms: nothing is left`, leftovers().length === 0, readdirSync(models));
    await stop(again);
  }
  const server = await start();
  for (const afterMs of [400, 1_500]) {
    const served = (await get("/v1/learn/recommenders")).servedModelId;
    const job = await train();
    await sleep(afterMs);
    const [child] = await someTrainer();
    if (child === undefined) {
      check(`training killed after ${afterMs} ms: it was under way`, false, job);
      continue;
    }
    await kill(child);
    const end = await ended(job);
    check(
      `training killed after ${afterMs} ms: the job says so`,
      end.state === "failed" && /SIGKILL/.test(end.error.message),
      end,
    );
    check(
      `training killed after ${afterMs} ms: the old one serves`,
      (await decided()).modelId === served,
      await decided(),
    );
    check(`training killed after ${afterMs} ms: nothing is left`, leftovers().length === 0, readdirSync(models));
  }
  const end = await ended(await train());
  check("training killed: it can be started again", end.state === "done", end.error);
  await stop(server);
}

async function twice() {
  const server = await start();
  const answers = await Promise.all(Array.from({ length: 5 }, () => post("/v1/learn/train", {})));
  const begun = answers.filter(({ status }) => status === 200);
  check(
    "five trainings asked for at once: one begins",
    begun.length === 1,
    answers.map(({ status, body }) => [status, body.code]),
  );
  for (const { body } of begun) await ended(body);
  await stop(server);
}

async function stopMeanwhile() {
  for (const afterMs of [100, 1_000, 2_500]) {
    const server = await start();
    await train();
    await sleep(afterMs);
    const children = trainers();
    const from = performance.now();
    const code = await stop(server);
    const ms = Math.round(performance.now() - from);
    check(`SIGTERM after ${afterMs} ms: stops cleanly within 10 s`, code === 0 && ms < 10_000, { code, ms });
    check(
      `SIGTERM after ${afterMs} ms: no process and no file is left`,
      (await untilGone(children)) !== null && leftovers().length === 0,
      readdirSync(models),
    );
  }
}

/** A limit on the size of a file stands in for a full disk: the model and the rows of the training are larger than what is left. */
async function fullDisk() {
  const server = await start();
  const served = (await get("/v1/learn/recommenders")).servedModelId;
  const size = statSync(join(models, `${served}.bin`)).size;
  const before = readdirSync(models);
  const job = await train();
  const [child] = await someTrainer();
  if (child === undefined) return check("full disk: a training is under way", false, job);
  const limited = spawn("prlimit", ["--pid", String(child), `--fsize=${Math.floor(size / 2)}`], { stdio: "inherit" });
  await new Promise((resolve) => limited.once("exit", resolve));
  const end = await ended(job);
  check(
    "full disk: the job fails and says why",
    end.state === "failed" && /space|large|EFBIG|disk|SIGXFSZ/i.test(end.error.message),
    end.error,
  );
  check("full disk: the old one serves", (await decided()).modelId === served, await decided());
  check(
    "full disk: no part of a file is left",
    leftovers().length === 0 && readdirSync(models).join() === before.join(),
    readdirSync(models),
  );
  await stop(server);
}

function leftovers() {
  return readdirSync(models).filter((name) => !name.endsWith(".bin"));
}

function check(name, holds, found) {
  checks.push({ name, holds, ...(holds ? {} : { found }) });
  process.stderr.write(`${holds ? "holds" : "FAILS"}  ${name}${holds ? "" : `  ${JSON.stringify(found)}`}\n`);
}

async function start() {
  const child = spawn(
    process.execPath,
    [join(root, "attune"), "serve", "--data-dir", directory, "--port", "0", "--json"],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ATTUNE_LOG_LEVEL: "warn" },
    },
  );
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors = `${errors}${chunk}`.slice(-4_000);
  });
  const ready = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.includes("\n")) resolve(JSON.parse(text.slice(0, text.indexOf("\n"))));
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}\n${errors}`)));
  });
  running = { ...ready, child };
  return running;
}

async function stop({ pid, child }) {
  const over = new Promise((resolve) => child.once("exit", resolve));
  process.kill(pid, "SIGTERM");
  running = null;
  return over;
}

async function kill(pid) {
  process.kill(pid, "SIGKILL");
  while (isAlive(pid)) await sleep(10);
}

function isAlive(pid) {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

/** Processes of trainings that the running server began. */
function trainers() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const isTrainer = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("train-process.js");
        return (
          isTrainer && Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")[1]) === running.pid
        );
      } catch {
        return false;
      }
    });
}

async function someTrainer() {
  for (let tries = 0; tries < 300; tries++) {
    const found = trainers();
    if (found.length > 0) return found;
    await sleep(10);
  }
  return [];
}

/** How long until none of them is there; null where some is after 20 s. */
async function untilGone(pids) {
  const from = performance.now();
  while (pids.some(isAlive)) {
    if (performance.now() - from > 20_000) return null;
    await sleep(10);
  }
  return Math.round(performance.now() - from);
}

async function get(path) {
  const response = await fetch(`${running.url}${path}`, { headers: { authorization: `Bearer ${running.secretKey}` } });
  return response.json();
}

async function post(path, body) {
  const response = await fetch(`${running.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${running.secretKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function train() {
  const { status, body } = await post("/v1/learn/train", {});
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

async function ended({ jobId }) {
  for (;;) {
    const job = await get(`/v1/jobs/${jobId}`);
    if (job.state !== "running") return job;
    await sleep(50);
  }
}

/** What a decision for a list of the model says of itself. */
async function decided() {
  const { status, body } = await post("/v1/decide", {
    anonymousId: "somebody",
    placements: ["home-for-you"],
    trace: true,
  });
  const placement = body.placements?.["home-for-you"];
  const { servedModelId } = await get("/v1/learn/recommenders");
  return { status, items: placement?.items?.length ?? 0, modelId: servedModelId, placement };
}
