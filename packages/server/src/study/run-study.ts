import { fileURLToPath } from "node:url";
import { AttuneError, type ErrorCode, errorCatalogue } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { forkPolitely } from "../jobs/fork-politely.ts";
import type { Study } from "./study.ts";
import type { StudyAnswer } from "./study-process.ts";

const heapMegabytes = 3_072;

/** Has a study worked out in a process of its own at low priority, so that this one goes on collecting and deciding. Aborting ends the process. */
export function runStudy(study: Study, signal: AbortSignal): Promise<Json> {
  // The same from `src` and from `dist`: a plain node does not read TypeScript, so what was built runs.
  const script = fileURLToPath(new URL("../../dist/study/study-process.js", import.meta.url));
  const child = forkPolitely(script, heapMegabytes, signal);
  let complaints = "";
  child.stderr?.on("data", (bytes: Buffer) => {
    complaints = `${complaints}${bytes}`.slice(-1_000);
  });
  return new Promise((resolve, reject) => {
    child.once("message", (answer: StudyAnswer) => {
      if (answer.kind === "result") resolve(answer.result as Json);
      else reject(failureOf(answer));
    });
    child.once("error", reject);
    child.once("exit", (code, ended) => {
      reject(
        new AttuneError("internal", `The study's process ended with ${ended ?? `code ${code}`}. ${complaints}`.trim()),
      );
    });
    child.send(study, (error) => {
      if (error !== null) reject(error);
    });
  });
}

function failureOf({ code, message, path }: Extract<StudyAnswer, { kind: "failure" }>): AttuneError {
  const known: ErrorCode = code in errorCatalogue ? (code as ErrorCode) : "internal";
  return new AttuneError(known, message, path === undefined ? {} : { path });
}
