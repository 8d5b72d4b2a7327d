import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { niceness } from "../jobs/fork-politely.ts";

/** The commands that take files, as a job can ask for them. */
export type LearnCommandName =
  | "evaluate"
  | "recommend"
  | "off-policy"
  | "attribution"
  | "predict"
  | "lookalike"
  | "fairness"
  | "fallback"
  | "drift";

const heapMegabytes = 3_072;
/** Progress as the command's bar says it: "3 of 14 trainings". */
const progressLine = /([\d,]+) of ([\d,]+)/g;

/**
 * Runs `attune learn name …words --json` in a process of its own at low priority and answers the document it prints. Exit 1 with a document is an answer too (it
 * says what is undetermined). Throws `bad-request` for what the command refuses. Aborting ends the process.
 */
export function runLearn(
  name: LearnCommandName,
  words: readonly string[],
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number, total: number | null) => void },
): Promise<Json> {
  // The same from `src` and from `dist`: a plain node does not read TypeScript, so what was built runs.
  const main = fileURLToPath(new URL("../../dist/commands/learn/learn-process.js", import.meta.url));
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, main, name, ...words, "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH },
    signal,
  });
  if (child.pid !== undefined) setPriority(child.pid, niceness);
  let answer = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = `${complaints}${text}`.slice(-2_000);
    const last = [...text.matchAll(progressLine)].at(-1);
    if (last !== undefined) onProgress(numberOf(last[1]!), numberOf(last[2]!));
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, ended) => {
      if (answer.trim() !== "" && (code === 0 || code === 1)) resolve(JSON.parse(answer) as Json);
      else if (code === 2) reject(new AttuneError("bad-request", refusalIn(complaints)));
      else
        reject(new AttuneError("internal", `The process ended with ${ended ?? `code ${code}`}. ${complaints}`.trim()));
    });
  });
}

function numberOf(text: string): number {
  return Number(text.replaceAll(",", ""));
}

/** The last line that the command complained with, without its name. */
function refusalIn(complaints: string): string {
  const line = complaints.trim().split("\n").at(-1) ?? "";
  return line.replace(/^(attune|error): /, "") || "The command refused its options.";
}
