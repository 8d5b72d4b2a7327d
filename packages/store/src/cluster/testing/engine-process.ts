import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { AttuneError } from "@attune/model/errors";

/** An engine's server, started by a test or a bench on loopback, that can be hurt and brought back. */
export interface EngineProcess {
  name: string;
  port: number;
  pid(): number;
  /** SIGKILL: no farewell, no flush. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it holds its sockets and says nothing. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Starts it again on the directory it had. */
  start(): void;
  /** The last lines it wrote, for a failure's message. */
  lastWords(): string;
}

const keptLines = 40;

/** @param args as the server's command line wants them; started at once. */
export function createEngineProcess(name: string, port: number, command: string, args: string[]): EngineProcess {
  const lines: string[] = [];
  let child: ChildProcess;

  function keep(chunk: Buffer): void {
    lines.push(...chunk.toString().split("\n").filter(Boolean));
    lines.splice(0, Math.max(0, lines.length - keptLines));
  }

  function start(): void {
    const [program, programArgs] = dyingWithUs(command, args);
    child = spawn(program, programArgs, { stdio: ["ignore", "pipe", "pipe"] });
    child.on("error", (error) => lines.push(error.message));
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
  }

  start();
  process.on("exit", () => child.kill("SIGKILL"));
  return {
    name,
    port,
    pid: () => child.pid ?? 0,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    },
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    start,
    lastWords: () => lines.join("\n"),
  };
}

/** Where util-linux has it, the kernel ends the server with this process, however this process ends. */
function dyingWithUs(command: string, args: string[]): [string, string[]] {
  return isInstalled("setpriv") ? ["setpriv", ["--pdeathsig", "KILL", "--", command, ...args]] : [command, args];
}

export function isInstalled(command: string): boolean {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", command], { stdio: "ignore" }).status === 0;
}

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Asks every 50 ms until the answer is true; throws with what the engines last said when it stays false. */
export async function until(
  what: string,
  engines: readonly EngineProcess[],
  isSo: () => Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (await isSo().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const words = engines.map(({ name, lastWords }) => `${name}: ${lastWords()}`).join("\n");
  throw new AttuneError("internal", `${what}: not within ${timeoutMs} ms\n${words}`);
}
