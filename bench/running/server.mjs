// Starts a server of its own on an empty (or given) directory, and stops it by its pid. Used by every bench.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export async function startServer({ dataDirectory, config } = {}) {
  const directory = dataDirectory ?? mkdtempSync(join(tmpdir(), "attune-bench-"));
  const args = ["serve", "--data-dir", directory, "--port", "0", "--json"];
  if (config !== undefined) {
    writeFileSync(join(directory, "attune.yaml"), config);
    args.push("--config", join(directory, "attune.yaml"));
  }
  const startedAt = performance.now();
  const child = spawn(...commandLine(args), { stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors = (errors + chunk).slice(-4000);
  });
  const ready = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.includes("\n")) resolve(JSON.parse(text.slice(0, text.indexOf("\n"))));
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}\n${errors}`)));
  });
  const readyMs = performance.now() - startedAt;
  return {
    ...ready,
    directory,
    readyMs,
    /** Resident and anonymous memory of a process in MiB. */
    memory: (pid = ready.pid) => memoryOf(pid),
    /** Processor time that the process has used, all threads, milliseconds. */
    cpuMs: (pid = ready.pid) => cpuMsOf(`/proc/${pid}/stat`),
    /** Processor time of the thread that decides, milliseconds. */
    mainThreadCpuMs: (pid = ready.pid) => cpuMsOf(`/proc/${pid}/task/${pid}/stat`),
    async stop({ keep = false } = {}) {
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => child.once("exit", resolve));
        process.kill(ready.pid, "SIGTERM");
        await ended;
      }
      if (!keep) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** As people start it; under the profiler where a folder for profiles is named. */
function commandLine(args) {
  const attune = join(root, "attune");
  const profiles = process.env.BENCH_CPU_PROF;
  if (profiles === undefined) return [attune, args];
  return [process.execPath, ["--cpu-prof", "--cpu-prof-dir", profiles, attune, ...args]];
}

/** Processor time of a process, all threads, milliseconds. */
export const cpuMsOfProcess = (pid) => cpuMsOf(`/proc/${pid}/stat`);

/** Linux counts in hundredths of a second. */
function cpuMsOf(path) {
  const text = readFileSync(path, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mebibytes = (name) => Math.round(Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))?.[1] ?? 0) / 1024);
  return { residentMiB: mebibytes("VmRSS"), anonymousMiB: mebibytes("RssAnon") };
}

export function quantile(sorted, p) {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

export function machine() {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

/** Prints the result and keeps it beside the bench. */
/**
 * Milliseconds since the machine started for which its host gave one of its processors to somebody else while something here wanted it; 0 where the
 * system does not tell. What was measured meanwhile is the host's.
 */
export function stolenMs() {
  const steal = existsSync("/proc/stat") ? readFileSync("/proc/stat", "utf8").split("\n", 1)[0].split(/\s+/)[8] : 0;
  return Number(steal ?? 0) * 10;
}

export function report(bench, result, file = "latest.json") {
  const document = { bench, at: new Date().toISOString(), machine: machine(), ...result };
  const text = `${JSON.stringify(document, null, 2)}\n`;
  process.stdout.write(text);
  mkdirSync(join(root, "bench", bench, "results"), { recursive: true });
  writeFileSync(join(root, "bench", bench, "results", file), text);
}

export const basic = (key) => `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
