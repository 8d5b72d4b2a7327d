import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { HandedOver, HandoverOrder } from "@attune/engine/runtime/outlets";
import type { OutboundSettings } from "../environment.ts";
import type { FromProcess, ToProcess } from "./handover-protocol.ts";
import { connections } from "./open-channels.ts";
import type { HandingOver } from "./outlets.ts";
import { type Patience, signsOfLife } from "./signs-of-life.ts";

/** A process of its own that makes messages and hands them over, at low priority: collecting and deciding come first where cores are few. */
export interface HandOverApart {
  handingOver: HandingOver;
  /** Null while it has nothing to do yet, or has ended. */
  processId(): number | null;
  /** Ends it. What was not answered by then may be taken by its receiver or not. */
  close(): Promise<void>;
}

interface Waiting {
  order: HandoverOrder;
  templates: ToProcess & { kind: "templates" };
  resolve(handedOver: HandedOver): void;
}

const niceness = 5;
const heapMegabytes = 256;
/** Orders of so long go together. */
const gatherMs = 5;
/** From an end that nobody asked for to the next start. */
const pauseMs = 1_000;
/** Asked to end, it has ended by then. */
const endMs = 2_000;
/** A start takes half a minute where the machine is crowded. A channel's own limits, one after the other, end a message sooner. */
const usualPatience: Patience = {
  everyMs: 1_000,
  silentLooks: 20,
  startingLooks: 120,
  messageMs: 5 * 60_000,
  atOnce: connections,
};

/**
 * Started with the first message. Where it ends by itself, or hangs and is ended for that, what it had not answered is tried again later, as after a
 * receiver's silence, and the next message starts another.
 */
export function handOverApart(outbound: OutboundSettings | undefined, patience = usualPatience): HandOverApart {
  const waiting = new Map<number, Waiting>();
  let gathered: number[] = [];
  let child: ChildProcess | null = null;
  let signs = signsOfLife(patience);
  let told: Waiting["templates"] | null = null;
  let mayStartAt = 0;
  let lastId = 0;

  function order(next: Waiting): void {
    lastId += 1;
    waiting.set(lastId, next);
    gathered.push(lastId);
    if (gathered.length === 1) setTimeout(flush, Math.max(gatherMs, mayStartAt - performance.now()));
  }

  function flush(): void {
    const ids = gathered;
    gathered = [];
    const running = child ?? start();
    let orders: Array<{ id: number; order: HandoverOrder }> = [];
    const say = (message: ToProcess) => running.send(message, () => {});
    for (const id of ids) {
      const { order, templates } = waiting.get(id)!;
      if (templates !== told) {
        if (orders.length > 0) say({ kind: "orders", orders });
        orders = [];
        say(templates);
        told = templates;
      }
      orders.push({ id, order });
    }
    say({ kind: "orders", orders });
    signs.told(ids);
  }

  function start(): ChildProcess {
    const started = forkProcess();
    let complaints = "";
    started.stderr?.on("data", (bytes: Buffer) => {
      complaints = `${complaints}${bytes}`.slice(-500);
    });
    let hung: string | null = null;
    const lives = signsOfLife(patience);
    const watch = setInterval(() => {
      hung ??= lives.whyHung();
      // Also one that is stopped ends by this.
      if (hung !== null) started.kill("SIGKILL");
      else if (waiting.size > 0) started.send({ kind: "alive?" } satisfies ToProcess, () => {});
    }, patience.everyMs);
    const isOver = (why: string) => {
      clearInterval(watch);
      if (child !== started) return;
      [child, told] = [null, null];
      mayStartAt = performance.now() + pauseMs;
      giveBack(`the process that hands messages over ended: ${why} ${complaints}`.trim());
    };
    started.on("message", (answers: FromProcess) => {
      lives.heard(answers.map(({ id }) => id));
      for (const { id, handedOver } of answers) {
        waiting.get(id)?.resolve(handedOver);
        waiting.delete(id);
      }
    });
    started.once("error", ({ message }) => isOver(message));
    started.once("exit", (code, signal) => isOver(hung ?? signal ?? `code ${code}`));
    started.send({ kind: "settings", outbound: outbound ?? null } satisfies ToProcess, () => {});
    [child, signs] = [started, lives];
    return started;
  }

  /** All but what it was not told yet. */
  function giveBack(reason: string): void {
    const untold = new Set(gathered);
    for (const [id, { resolve }] of waiting) {
      if (untold.has(id)) continue;
      waiting.delete(id);
      resolve({ handover: { kind: "later", reason } });
    }
  }

  return {
    handingOver(templates, links) {
      const messages = Object.fromEntries([...templates].map(([id, { source }]) => [id, source]));
      const made: Waiting["templates"] = { kind: "templates", messages, links };
      return (asked) => new Promise((resolve) => order({ order: asked, templates: made, resolve }));
    },
    processId: () => child?.pid ?? null,
    async close() {
      const last = child;
      child = null;
      if (last === null || last.exitCode !== null) return;
      const ended = new Promise((resolve) => last.once("exit", resolve));
      last.disconnect();
      const cutOff = setTimeout(() => last.kill("SIGKILL"), endMs);
      await ended;
      clearTimeout(cutOff);
    },
  };
}

/** What a node and its connections go by. Nothing else is passed on: the server's environment holds its keys. */
const passedOn = ["PATH", "TZ", "TZDIR", "NODE_OPTIONS", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"];

function forkProcess(): ChildProcess {
  // The same from `src` and from `dist`: a plain node does not read TypeScript, so what was built runs.
  const script = fileURLToPath(new URL("../../dist/deliver/handover-process.js", import.meta.url));
  const child = fork(script, {
    serialization: "json",
    execArgv: [`--max-old-space-size=${heapMegabytes}`, "--single-threaded"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: Object.fromEntries(passedOn.flatMap((name) => (name in process.env ? [[name, process.env[name]]] : []))),
  });
  // Before it has threads of its own, which inherit it.
  if (child.pid !== undefined) setPriority(child.pid, niceness);
  return child;
}
