import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { AttuneError } from "@attune/model/errors";
import type { AnalyticsRequest, FromProcess, ToProcess } from "./analytics-protocol.ts";
import { sessionCount } from "./session-pool.ts";

/** Keeps the analytics process: starts it at the first call, starts it again when it dies, and ends it. */
export interface AnalyticsSupervisor {
  /** Rows as JSON lines. Rejects with `analytics-unavailable` when the process is down or dies before it answers. */
  call(request: AnalyticsRequest): Promise<string>;
  /** Rows go as they come, and none stays here until they are all in the table. Nothing is inserted where there are none. Rejects as `call` does. */
  insert(rows: AsyncIterable<Uint8Array>, into: { table: string; token: string }): Promise<void>;
  health(): { available: boolean; detail: string };
  close(): Promise<void>;
}

interface Waiting {
  resolve(rows: string): void;
  reject(error: AttuneError): void;
}

type State =
  | { kind: "idle" }
  | { kind: "running"; child: ChildProcess; ready: Promise<void> }
  | { kind: "backing-off"; detail: string }
  | { kind: "unsupported"; reason: string }
  | { kind: "closed" };

const shortestPauseMs = 250;
const longestPauseMs = 30_000;
/** A process that lived this long was healthy: the next pause is the shortest again. */
const healthyMs = 60_000;
const closeTimeoutMs = 10_000;

export function createAnalyticsSupervisor(directory: string): AnalyticsSupervisor {
  const waiting = new Map<number, Waiting>();
  let state: State = { kind: "idle" };
  let nextId = 1;
  let pauseMs = shortestPauseMs;

  function start(): Promise<void> {
    const child = forkProcess(directory);
    const startedAt = Date.now();
    let complaints = "";
    child.stderr?.on("data", (bytes: Buffer) => {
      complaints = `${complaints}${bytes}`.slice(-1_000);
    });
    const ready = new Promise<void>((resolve, reject) => {
      child.on("message", (message: FromProcess) => {
        if (message.kind === "ready") resolve();
        else if (message.kind === "unsupported") state = { kind: "unsupported", reason: message.reason };
        else settle(message);
      });
      child.on("error", (error) => onEnd(error.message));
      child.on("exit", (code, signal) => onEnd(`it ended with ${signal ?? `code ${code}`}`));
      const onEnd = (why: string) => {
        const ended = lost(
          `The analytics process is down: ${why}. ${lastWord(complaints)}`.trim(),
          Date.now() - startedAt,
        );
        reject(ended);
      };
    });
    ready.catch(() => {});
    state = { kind: "running", child, ready };
    return ready;
  }

  function lost(detail: string, livedMs: number): AttuneError {
    const error = unavailable(state, detail);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    if (state.kind !== "running") return error;
    if (livedMs > healthyMs) pauseMs = shortestPauseMs;
    state = { kind: "backing-off", detail };
    setTimeout(() => {
      if (state.kind === "backing-off") void start().catch(() => {});
    }, pauseMs).unref();
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    return error;
  }

  function settle(message: Extract<FromProcess, { id: number }>): void {
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === "answer") call?.resolve(message.rows);
    else call?.reject(failureOf(message));
  }

  async function running(): Promise<ChildProcess> {
    if (state.kind === "idle") await start();
    if (state.kind !== "running") throw unavailable(state);
    const { child, ready } = state;
    await ready;
    return child;
  }

  function tell(child: ChildProcess, message: ToProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      child.send(message, (error) => {
        if (error === null) resolve();
        else reject(unavailable(state, `The analytics process does not listen: ${error.message}`));
      });
    });
  }

  function ask(child: ChildProcess, id: number, request: AnalyticsRequest): Promise<string> {
    return new Promise<string>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      tell(child, { id, request }).catch((error) => {
        waiting.delete(id);
        reject(error);
      });
    });
  }

  return {
    call: async (request) => ask(await running(), nextId++, request),
    async insert(rows, into) {
      const child = await running();
      const id = nextId++;
      let isEmpty = true;
      try {
        for await (const some of rows) {
          isEmpty = false;
          await tell(child, { id, rows: some });
        }
      } catch (error) {
        await tell(child, { id, rows: null }).catch(() => {});
        throw error;
      }
      if (!isEmpty) await ask(child, id, { kind: "insert", ...into });
    },
    health() {
      switch (state.kind) {
        case "idle":
          return { available: true, detail: "starts when it is first needed" };
        case "running":
          return { available: true, detail: `runs as process ${state.child.pid}` };
        case "backing-off":
          return { available: false, detail: state.detail };
        case "unsupported":
          return { available: false, detail: state.reason };
        case "closed":
          return { available: false, detail: "closed" };
      }
    },
    async close() {
      const last = state;
      state = { kind: "closed" };
      if (last.kind !== "running" || last.child.exitCode !== null) return;
      const ended = new Promise((resolve) => last.child.once("exit", resolve));
      const patience = setTimeout(() => last.child.kill("SIGKILL"), closeTimeoutMs);
      await last.ready.then(() => ask(last.child, nextId++, { kind: "close" })).catch(() => {});
      await ended;
      clearTimeout(patience);
    },
  };
}

/** What a process said as it ended, as a sentence: of a stack trace the line that names the error, else its last line. */
function lastWord(complaints: string): string {
  const lines = complaints.split("\n").map((line) => line.trim());
  return lines.find((line) => /^\w*Error\b.*: /.test(line)) ?? lines.findLast((line) => line !== "") ?? "";
}

function forkProcess(directory: string): ChildProcess {
  // The same from `src` and from `dist`: a run on the sources still starts what was built, since a plain node does not read TypeScript.
  const script = fileURLToPath(new URL("../../dist/embedded/analytics-process.js", import.meta.url));
  return fork(script, [directory], {
    serialization: "advanced",
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...environmentOfProcess(process.env), UV_THREADPOOL_SIZE: `${sessionCount + 8}` },
  });
}

/** What a node and its libraries go by to run on this system. Nothing else is passed on: the server's environment holds its keys. */
const passedOn = /^(PATH|HOME|TMPDIR|TZ|TZDIR|LANG|LC_\w+|LD_\w+|DYLD_\w+|NODE_OPTIONS|SystemRoot|TEMP|TMP)$/i;

function environmentOfProcess(ofServer: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(ofServer).filter(([name]) => passedOn.test(name)));
}

function unavailable(state: State, detail = ""): AttuneError {
  if (state.kind === "unsupported")
    return new AttuneError("unsupported-platform", `The analytics engine does not run here: ${state.reason}`);
  const why = state.kind === "backing-off" ? state.detail : detail || "The analytics process is closed.";
  return new AttuneError("analytics-unavailable", why, { retryAfterSeconds: 1 });
}

function failureOf({ reason, message }: Extract<FromProcess, { kind: "failure" }>): AttuneError {
  if (reason === "too-slow") return new AttuneError("overloaded", message, { retryAfterSeconds: 5 });
  if (reason === "too-much-memory")
    return new AttuneError("overloaded", `The query needs too much memory: ${message}`, { retryAfterSeconds: 30 });
  return new AttuneError("internal", message);
}
