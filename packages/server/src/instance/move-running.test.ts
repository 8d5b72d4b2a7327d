import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLog } from "./create-log.ts";
import { type RunningServer, startServer } from "./start-server.ts";

const secretKey = "sk_test";
const headers = { "content-type": "application/json", authorization: `Bearer ${secretKey}` };
const root = new URL("../../../../", import.meta.url);

let home: string;
let running: RunningServer[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "attune-move-"));
  running = [];
});
afterEach(async () => {
  for (const server of running) await server.close();
  rmSync(home, { recursive: true, force: true });
});

async function serve(name: string): Promise<string> {
  const environment = {
    stdout: process.stdout,
    stderr: process.stderr,
    variables: {},
    logLevel: "error",
    workingDirectory: home,
    projectDirectory: root,
    writeKey: "wk_test",
    secretKey,
  };
  const server = await startServer({
    dataDirectory: join(home, name),
    configFile: null,
    listen: { host: "127.0.0.1", port: 0 },
    publicUrl: null,
    environment: environment as never,
    log: silentLog(environment as never),
  });
  running.push(server);
  return server.url!;
}

interface Told {
  jobId: string;
  state: string;
  events: unknown[];
  error: { code: string; path?: string };
}

async function ask(url: string, method: string, path: string, body?: object) {
  const { "content-type": type, ...key } = headers;
  const sent =
    body === undefined ? { headers: key } : { headers: { ...key, "content-type": type }, body: JSON.stringify(body) };
  const answer = await fetch(url + path, { method, ...sent });
  return { status: answer.status, retryAfter: answer.headers.get("retry-after"), body: (await answer.json()) as Told };
}

const viewed = (n: number) => ({
  type: "track",
  event: "Product Viewed",
  anonymousId: `a-${n % 7}`,
  messageId: `m-${n}`,
  properties: { product_id: "mug" },
});
const send = (url: string, from: number, count: number) =>
  ask(url, "POST", "/v1/batch", { batch: Array.from({ length: count }, (_, k) => viewed(from + k)) });

async function untilEnded(url: string, jobId: string) {
  for (;;) {
    const { body } = await ask(url, "GET", `/v1/jobs/${jobId}`);
    if (body.state !== "running") return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it("moves a running instance whole: what is acknowledged meanwhile is there, somebody forgotten meanwhile is not, and the old one says where it went", async () => {
  const old = await serve("old");
  for (let n = 0; n < 2_500; n += 500) expect((await send(old, n, 500)).status).toBe(200);
  const { body: job } = await ask(old, "POST", "/v1/migrate", { to: join(home, "new") });
  let acknowledged = 2_500;
  const erased = ask(old, "DELETE", "/v1/profiles/anonymous_id/a-3");
  for (;;) {
    const { status, retryAfter } = await send(old, acknowledged, 50);
    if (status === 503) {
      expect(Number(retryAfter)).toBeGreaterThan(0);
      break;
    }
    acknowledged += 50;
  }
  const ended = await untilEnded(old, job.jobId);
  expect(ended).toMatchObject({ state: "done", result: { schema: "attune.migrate/1" } });
  expect(await send(old, 0, 1)).toMatchObject({ status: 503, body: { error: { code: "moved" } } });
  expect((await ask(old, "GET", "/health/ready")).status).toBe(503);

  const moved = await serve("new");
  // The client sends again what it has no answer for: it is taken once.
  await send(moved, acknowledged, 50);
  const wasErased = (await erased).status === 200;
  const counted = async () => {
    const people = Array.from({ length: 7 }, (_, n) =>
      ask(moved, "GET", `/v1/profiles/anonymous_id/a-${n}/events?limit=1000`),
    );
    return (await Promise.all(people)).map(({ status, body }) => (status === 404 ? 0 : body.events.length));
  };
  const expected = Array.from(
    { length: 7 },
    (_, n) => Array.from({ length: acknowledged + 50 }, (_, k) => k).filter((k) => k % 7 === n).length,
  );
  const found = await counted();
  expect(wasErased).toBe(true);
  expect(found.with(3, 0)).toEqual(expected.with(3, 0));
  // Whoever came back after being forgotten is somebody new, with what came since alone.
  expect(found[3]).toBeLessThan(expected[3]! - 300);

  await running.shift()!.close();
  await expect(serve("old")).rejects.toThrow(/was moved to .*new.* attune migrate --from/);
  expect(readdirSync(join(home, "old"))).toContain("moved.json");
}, 60_000);

it("serves on as before where a move is canceled or its new place holds something else", async () => {
  const old = await serve("old");
  await send(old, 0, 1_500);
  const { body: job } = await ask(old, "POST", "/v1/migrate", { to: join(home, "new") });
  await ask(old, "DELETE", `/v1/jobs/${job.jobId}`);
  expect(await untilEnded(old, job.jobId)).toMatchObject({ state: "canceled" });
  expect((await send(old, 1_500, 10)).status).toBe(200);

  const other = await serve("other");
  await send(other, 9_000, 3_000);
  await running.pop()!.close();
  const { body: refused } = await ask(old, "POST", "/v1/migrate", { to: join(home, "other") });
  expect(await untilEnded(old, refused.jobId)).toMatchObject({ state: "failed", error: { code: "conflict" } });
  expect((await send(old, 1_510, 10)).status).toBe(200);
  expect((await ask(old, "POST", "/v1/migrate", { to: "cluster.yaml" })).body.error.path).toBe("to");
}, 60_000);
