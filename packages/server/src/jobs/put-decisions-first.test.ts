import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { putDecisionsFirst } from "./put-decisions-first.ts";

const hasClasses = existsSync("/proc/self/task") && spawnSync("chrt", ["--version"]).status === 0;
const where = hasClasses ? "" : " (skipped: this system has no chrt)";
/** `sched.h`. */
const idleClass = 5;
const usualClass = 0;
const secondMs = 10;

const closings: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

async function startChild(niceness: number): Promise<ChildProcess> {
  const folder = await mkdtemp(join(tmpdir(), "attune-first-"));
  const script = join(folder, "works.mjs");
  await writeFile(script, 'process.send("ready"); setInterval(() => {}, 1000);');
  const child = fork(script, { execArgv: [] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  closings.push(async () => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true });
  });
  setPriority(child.pid!, niceness);
  await new Promise((resolve) => child.once("message", resolve));
  return child;
}

/** Of every thread of a process, field 41 of `man 5 proc`. */
function classesOf(child: ChildProcess): Set<number> {
  const tasks = `/proc/${child.pid}/task`;
  return new Set(
    readdirSync(tasks).map((thread) => {
      const line = readFileSync(join(tasks, thread, "stat"), "utf8");
      return Number(line.slice(line.lastIndexOf(")") + 2).split(" ")[38]);
    }),
  );
}

/** A count of decisions that grows by so many with every look. */
function decisionsAt(perLook: number): () => number {
  let count = 0;
  return () => {
    count += perLook;
    return count;
  };
}

function begin(count: () => number): void {
  const first = putDecisionsFirst(count, secondMs);
  closings.push(() => first.stop());
}

it.skipIf(!hasClasses)(
  `what is polite gives way with all its threads while decisions come, and nothing else does${where}`,
  async () => {
    const [polite, usual] = await Promise.all([startChild(15), startChild(0)]);
    begin(decisionsAt(50));
    await expect.poll(() => classesOf(polite)).toEqual(new Set([idleClass]));
    expect(classesOf(usual)).toEqual(new Set([usualClass]));
  },
);

it.skipIf(!hasClasses)(`what begins while decisions come gives way, too${where}`, async () => {
  begin(decisionsAt(1_000));
  const polite = await startChild(5);
  await expect.poll(() => classesOf(polite)).toEqual(new Set([idleClass]));
});

it.skipIf(!hasClasses)(`a few decisions a second are nothing to give way to, nor is a burst${where}`, async () => {
  const polite = await startChild(15);
  let looks = 0;
  const few = decisionsAt(49);
  // Two seconds of a thousand, then few again.
  begin(() => few() + Math.min(looks++, 2) * 1_000);
  await expect.poll(() => looks).toBeGreaterThan(20);
  expect(classesOf(polite)).toEqual(new Set([usualClass]));
});
