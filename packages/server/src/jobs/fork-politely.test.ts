import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { forkPolitely, niceness } from "./fork-politely.ts";

const tellsThreads = existsSync("/proc/self/task");

it.skipIf(!tellsThreads)(
  `every thread of the process is polite, those of its engine too${tellsThreads ? "" : " (skipped: this system has no /proc)"}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "attune-polite-"));
    const script = join(folder, "works.mjs");
    await writeFile(script, 'process.send("ready"); setInterval(() => {}, 1000);');
    const child = forkPolitely(script, 64, new AbortController().signal);
    await new Promise((resolve) => child.once("message", resolve));
    const tasks = `/proc/${child.pid}/task`;
    const priorities = readdirSync(tasks).map((thread) => {
      const line = readFileSync(join(tasks, thread, "stat"), "utf8");
      return Number(line.slice(line.lastIndexOf(")") + 2).split(" ")[16]);
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    await ended;
    await rm(folder, { recursive: true });
    expect(priorities.length).toBeGreaterThan(1);
    expect(new Set(priorities)).toEqual(new Set([niceness]));
  },
);
