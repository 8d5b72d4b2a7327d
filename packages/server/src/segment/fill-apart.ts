import { fork } from "node:child_process";
import { on } from "node:events";
import { fileURLToPath } from "node:url";
import type { FillBatch, FillOrder, FillSource } from "@attune/engine/runtime/fill-segments";
import { AttuneError } from "@attune/model/errors";
import type { FillMessage, FillTask } from "./fill-process.ts";

const heapMegabytes = 512;

/** Fills segments in a process of its own that reads the data directory beside this one. */
export function createFillApart(directory: string, timeZone: string): FillSource {
  return async function* fillApart({ conditions, asked, at, sensitive, signal }: FillOrder): AsyncGenerator<FillBatch> {
    // The same from `src` and from `dist`: a plain node does not read TypeScript, so what was built runs.
    const script = fileURLToPath(new URL("../../dist/segment/fill-process.js", import.meta.url));
    const child = fork(script, {
      serialization: "advanced",
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: { PATH: process.env.PATH },
    });
    const ended = new AbortController();
    child.once("error", (error) => ended.abort(error));
    child.once("exit", (code) => ended.abort(new AttuneError("internal", `The fill's process ended with ${code}.`)));
    const hidden = {
      categories: sensitive?.treeOf.declared.split("\n") ?? [],
      itemIds: sensitive?.listed() ?? [],
    };
    const task: FillTask = {
      directory,
      timeZone,
      conditions: [...conditions],
      asked: [...asked],
      at,
      sensitive: hidden,
    };
    try {
      const messages = on(child, "message", { signal: AbortSignal.any([signal, ended.signal]) });
      child.send(task);
      for await (const [message] of messages as AsyncIterable<[FillMessage]>) {
        if (message.kind === "end") return;
        if (message.kind === "failure") throw new AttuneError("internal", message.message);
        yield message.batch;
        child.send("next");
      }
    } finally {
      child.removeAllListeners();
      child.kill();
    }
  };
}
