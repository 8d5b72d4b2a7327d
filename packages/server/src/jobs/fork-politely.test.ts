import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { forkPolitely } from "./fork-politely.ts";
import { niceness } from "./lower-process.ts";

const tellsThreads = existsSync("/proc/self/task");
const hasChrt = spawnSync("chrt", ["--version"]).status === 0;
/** SCHED_IDLE of `sched.h`. */
const idleClass = 5;

it.skipIf(!tellsThreads)(
  `every thread of the process is polite, those of its engine too${tellsThreads ? "" : " (skipped: this system has no /proc)"}${hasChrt ? ", and in the idle class" : " (no chrt here: the idle class is not looked at)"}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "attune-polite-"));
    const script = join(folder, "works.mjs");
    await writeFile(script, 'process.send("ready"); setInterval(() => {}, 1000);');
    const child = forkPolitely(script, 64, new AbortController().signal);
    await new Promise((resolve) => child.once("message", resolve));
    const tasks = `/proc/${child.pid}/task`;
    /** A field of every thread's `/proc/PID/task/TID/stat` by its number in `man 5 proc`. */
    const fields = (number: number) =>
      readdirSync(tasks).map((thread) => {
        const line = readFileSync(join(tasks, thread, "stat"), "utf8");
        return Number(line.slice(line.lastIndexOf(")") + 2).split(" ")[number - 3]);
      });
    const priorities = fields(19);
    if (hasChrt) await expect.poll(() => new Set(fields(41))).toEqual(new Set([idleClass]));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    await ended;
    await rm(folder, { recursive: true });
    expect(priorities.length).toBeGreaterThan(1);
    expect(new Set(priorities)).toEqual(new Set([niceness]));
  },
);
