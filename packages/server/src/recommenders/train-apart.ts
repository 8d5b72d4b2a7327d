import { fileURLToPath } from "node:url";
import { AttuneError, type ErrorCode, errorCatalogue } from "@attune/model/errors";
import type { Undetermined } from "@attune/model/undetermined";
import { forkPolitely } from "../jobs/fork-politely.ts";
import type { TrainingMessage, TrainingOrder, TrainingResult } from "./training.ts";

const heapMegabytes = 4_096;

/** Has a model trained in a process of its own at low priority. Aborting ends the process. */
export function trainApart(
  order: TrainingOrder,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number, total: number) => void },
): Promise<TrainingResult | Undetermined> {
  // The same from `src` and from `dist`: a plain node does not read TypeScript, so what was built runs.
  const script = fileURLToPath(new URL("../../dist/recommenders/train-process.js", import.meta.url));
  const child = forkPolitely(script, heapMegabytes, signal);
  let complaints = "";
  child.stderr?.on("data", (bytes: Buffer) => {
    complaints = `${complaints}${bytes}`.slice(-1_000);
  });
  return new Promise((resolve, reject) => {
    child.on("message", (message: TrainingMessage) => {
      if (message.kind === "progress") onProgress(message.done, message.total);
      else if (message.kind === "result") resolve(message.result);
      else reject(new AttuneError(codeOf(message.code), message.message));
    });
    child.once("error", reject);
    child.once("exit", (code, ended) => {
      const how = ended ?? `code ${code}`;
      reject(new AttuneError("internal", `The training's process ended with ${how}. ${complaints}`.trim()));
    });
    child.send(order, (error) => {
      if (error !== null) reject(error);
    });
  });
}

function codeOf(code: string): ErrorCode {
  return code in errorCatalogue ? (code as ErrorCode) : "internal";
}
