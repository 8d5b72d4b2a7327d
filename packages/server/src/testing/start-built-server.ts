import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Role } from "@attune/model/role";
import type { Page } from "playwright-core";

/** `attune serve` as people run it, in its own process on a directory of its own. */
export interface BuiltServer {
  url: string;
  writeKey: string;
  secretKey: string;
  /** Where nobody has an account yet. */
  firstAdminLink?: string;
  process: ChildProcess;
  dataDirectory: string;
  /** Asks the API with the secret key. */
  get(path: string): Promise<unknown>;
  /** Signs an account of this role in, in the browser that the page belongs to. */
  signIn(page: Page, role?: Role): Promise<void>;
  /** Asks it to stop and resolves with its exit code. */
  stop(): Promise<number | null>;
}

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const readyTimeoutMs = 60_000;

/** Runs the built command to its end. */
export async function runCommand(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

export async function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), "attune-e2e-"));
}

/** Starts a server on a free port; on a directory of its own, which `stop` removes, unless one is given. */
export async function startBuiltServer(
  options: { dataDirectory?: string; args?: string[]; env?: Record<string, string> } = {},
): Promise<BuiltServer> {
  const dataDirectory = options.dataDirectory ?? (await temporaryDirectory());
  const child = spawn(
    process.execPath,
    [main, "serve", "--data-dir", dataDirectory, "--port", "0", "--json", ...(options.args ?? [])],
    {
      env: { ...process.env, UV_THREADPOOL_SIZE: "16", ATTUNE_LOG_LEVEL: "warn", ...options.env },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const ready = JSON.parse(await firstLine(child)) as Pick<
    BuiltServer,
    "url" | "writeKey" | "secretKey" | "firstAdminLink"
  > & { pid: number };
  if (ready.pid !== child.pid) throw new Error(`the server says pid ${ready.pid}, but runs as ${child.pid}`);
  const cookies = new Map<Role, Promise<string>>();
  return {
    ...ready,
    process: child,
    async signIn(page, role = "admin") {
      const kept = cookies.get(role) ?? signedIn(ready, role);
      cookies.set(role, kept);
      const [name = "", value = ""] = (await kept).split("=", 2);
      await page.context().addCookies([{ name, value, url: ready.url, httpOnly: true, sameSite: "Strict" }]);
    },
    dataDirectory,
    async get(path) {
      const response = await fetch(`${ready.url}${path}`, { headers: { authorization: `Bearer ${ready.secretKey}` } });
      return response.json();
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        // A second signal would end it at once.
        if (!child.killed) child.kill("SIGTERM");
        await once(child, "exit");
      }
      if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

/** The cookie of somebody who was invited with the secret key and chose a password, as people do. */
async function signedIn({ url, secretKey }: { url: string; secretKey: string }, role: Role): Promise<string> {
  async function post(path: string, headers: Record<string, string>, body: object): Promise<Response> {
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response;
  }
  const email = `${role}@shop.example`;
  const invited = await post("/v1/accounts", { authorization: `Bearer ${secretKey}` }, { email, role });
  const { link } = (await invited.json()) as { link: string };
  const token = link.slice(link.lastIndexOf("/") + 1);
  const used = await post("/v1/session/links/use", { origin: url }, { token, password: `the ${role}'s own words` });
  return String(used.headers.get("set-cookie")).split(";", 1)[0]!;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const timeout = setTimeout(() => child.kill("SIGKILL"), readyTimeoutMs);
  try {
    for await (const line of lines) return line;
    throw new Error("the server ended without saying that it is ready");
  } finally {
    clearTimeout(timeout);
  }
}
