import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runCommand, startBuiltServer, temporaryDirectory } from "./testing/start-built-server.ts";

const track = (event: string, messageId: string) => ({ type: "track", event, userId: "ada", messageId });

async function post(url: string, key: string, batch: object[]): Promise<Response> {
  return fetch(`${url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ batch }),
  });
}

test("serve keeps its keys in a file for the owner alone, stops cleanly at SIGTERM, and finds everything again", async () => {
  const dataDirectory = await temporaryDirectory();
  const first = await startBuiltServer({ dataDirectory });
  expect((await stat(join(dataDirectory, "keys.json"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(dataDirectory, "attune.sock"))).mode & 0o777).toBe(0o600);
  expect((await post(first.url, first.writeKey, [track("First", "1")])).status).toBe(200);
  expect(await first.stop()).toBe(0);

  const second = await startBuiltServer({ dataDirectory, env: { ATTUNE_WRITE_KEY: "given" } });
  expect([second.writeKey, second.secretKey]).toEqual(["given", first.secretKey]);
  expect(await second.get("/v1/profiles/user_id/ada")).toMatchObject({ eventCount: 1 });
  expect((await post(second.url, first.writeKey, [track("Second", "2")])).status).toBe(401);
  expect(await second.stop()).toBe(0);
  await rm(dataDirectory, { recursive: true });
});

test("a port that is taken is told at once, with what to do, and the data directory is left free", async () => {
  const dataDirectory = await temporaryDirectory();
  const first = await startBuiltServer();
  const { port } = new URL(first.url);
  const { code, stderr } = await runCommand(["serve", "--data-dir", dataDirectory, "--port", port]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("--port 0")]);
  const second = await startBuiltServer({ dataDirectory });
  expect([await first.stop(), await second.stop()]).toEqual([0, 0]);
  await rm(dataDirectory, { recursive: true });
});

test("SIGTERM lets a request that is under way finish, and its events are kept", async () => {
  const dataDirectory = await temporaryDirectory();
  const server = await startBuiltServer({ dataDirectory });
  const body = JSON.stringify({ batch: [track("Slow", "slow")] });
  const { hostname, port } = new URL(server.url);
  const answered = new Promise<number>((resolve, reject) => {
    const headers = { authorization: `Bearer ${server.writeKey}`, "content-length": Buffer.byteLength(body) };
    const sending = request({ hostname, port, path: "/v1/batch", method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sending.on("error", reject);
    sending.write(body.slice(0, 10));
    setTimeout(() => server.process.kill("SIGTERM"), 200);
    setTimeout(() => sending.end(body.slice(10)), 700);
  });
  expect(await answered).toBe(200);
  expect(await server.stop()).toBe(0);
  const { stdout } = await runCommand(["profile", "show", "user_id:ada", "--data-dir", dataDirectory, "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ eventCount: 1 });
  await rm(dataDirectory, { recursive: true });
});

test("commands say the same with a server, by URL, and on the directory alone; exit codes are 0, 1 and 2", async () => {
  const dataDirectory = await temporaryDirectory();
  const file = join(dataDirectory, "events.jsonl");
  const order = {
    ...track("Order Completed", "o1"),
    timestamp: "2026-01-02T03:04:05Z",
    properties: { order_id: "o1", total: 12.5, currency: "EUR" },
  };
  await writeFile(file, `${JSON.stringify(order)}\n{"broken\n`);
  const onDirectory = ["--data-dir", dataDirectory, "--json"];

  const imported = await runCommand(["import", file, "--mapping", "segment-jsonl", ...onDirectory]);
  expect(JSON.parse(imported.stdout)).toMatchObject({ rows: 2, kept: 1, dropped: 0, quarantined: 1 });
  const refused = spawnSync("sh", ["-c", `cat ${dataDirectory}/imports/*.refused.jsonl`]).stdout.toString();
  expect(JSON.parse(refused.split("\n")[0]!)).toMatchObject({ line: 2 });
  const alone = await runCommand(["measure", "totals", ...onDirectory]);
  expect(JSON.parse(alone.stdout)).toMatchObject({ orders: 1, netRevenue: 12.5, currency: "EUR" });

  const server = await startBuiltServer({ dataDirectory });
  const bySocket = await runCommand(["measure", "totals", ...onDirectory]);
  const byUrl = await runCommand(["measure", "totals", "--url", server.url, "--key", server.secretKey, "--json"]);
  expect([bySocket.stdout, byUrl.stdout]).toEqual([alone.stdout, alone.stdout]);
  expect((await runCommand(["measure", "totals", "--url", server.url, "--key", "wrong"])).code).toBe(1);
  const nowhere = await runCommand(["measure", "totals", "--url", "http://127.0.0.1:1", "--key", "any"]);
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining("start one with `attune serve`")]);
  expect((await runCommand(["profile", "show", "user_id:nobody", "--data-dir", dataDirectory])).code).toBe(1);
  expect((await runCommand(["serve", "--data-dir", dataDirectory, "--port", "0"])).stderr).toContain(
    "data-directory-locked",
  );
  await server.stop();

  for (const args of [
    ["measure", "nonsense"],
    ["import", file],
    ["profile", "show", "nobody"],
    ["serve", "--port", "x"],
    ["doctor", "--url", "not a url"],
  ]) {
    expect([args, (await runCommand(args)).code]).toEqual([args, 2]);
  }
  await rm(dataDirectory, { recursive: true });
});

test("backup while running, then restore: the data of then, those of now moved aside, erased people erased again", async () => {
  const dataDirectory = await temporaryDirectory();
  const backup = await temporaryDirectory();
  const server = await startBuiltServer({ dataDirectory });
  const order = (id: string, userId: string) => ({
    type: "track",
    event: "Order Completed",
    userId,
    messageId: id,
    properties: { order_id: id, total: 10, currency: "EUR" },
  });
  await post(server.url, server.writeKey, [order("1", "ada"), order("2", "grace")]);
  expect(await server.get("/v1/measure/totals")).toMatchObject({ orders: 2 });
  const copied = await runCommand(["backup", join(backup, "monday"), "--data-dir", dataDirectory, "--json"]);
  expect(JSON.parse(copied.stdout)).toEqual({ directory: join(backup, "monday") });
  await post(server.url, server.writeKey, [order("3", "grace")]);
  expect((await runCommand(["profile", "erase", "user_id:ada", "--data-dir", dataDirectory])).code).toBe(0);

  const restored = await runCommand(["restore", join(backup, "monday"), "--data-dir", dataDirectory, "--json"]);
  expect([restored.stderr, JSON.parse(restored.stdout)]).toMatchObject(["", { restored: true }]);
  expect(await server.get("/v1/profiles/user_id/grace")).toMatchObject({ eventCount: 1 });
  expect(await server.get("/v1/profiles/user_id/ada")).toMatchObject({ error: { code: "not-found" } });
  expect(await server.get("/v1/measure/totals")).toMatchObject({ orders: 1, netRevenue: 10 });
  expect((await post(server.url, server.writeKey, [order("4", "grace")])).status).toBe(200);
  expect((await runCommand(["restore", join(backup, "none"), "--data-dir", dataDirectory])).stderr).toContain(
    "no backup",
  );
  expect(await server.get("/v1/profiles/user_id/grace")).toMatchObject({ eventCount: 2 });
  await server.stop();
  for (const directory of [dataDirectory, backup]) await rm(directory, { recursive: true });
});

const attune = fileURLToPath(new URL("../../../attune", import.meta.url));

test.each([
  ["win32", "{}", "WSL"],
  ["linux", "{}", "Alpine"],
])(
  "attune on %s without a build of the analytics engine names the ways out and writes nothing",
  async (platform, header, hint) => {
    const directory = await temporaryDirectory();
    const preload = join(directory, "platform.cjs");
    await writeFile(
      preload,
      `Object.defineProperty(process, "platform", { value: "${platform}" }); process.report.getReport = () => ({ header: ${header} });`,
    );
    const place = join(directory, "place");
    await mkdir(place);
    const result = spawnSync(process.execPath, ["--require", preload, attune, "demo"], {
      cwd: place,
      encoding: "utf8",
    });
    expect([result.status, result.stdout]).toEqual([1, ""]);
    expect(result.stderr).toContain(hint);
    expect(result.stderr).toContain("ClickHouse");
    expect(spawnSync("ls", ["-A", place]).stdout.toString()).toBe("");
    await rm(directory, { recursive: true });
  },
);

test("serve refuses an attune.yaml that is wrong, says where and what was meant, and keeps nothing of it", async () => {
  const directory = await temporaryDirectory();
  const file = join(directory, "wrong.yaml");
  await writeFile(file, "tactic: {}\n");
  const { code, stderr } = await runCommand([
    "serve",
    "--data-dir",
    join(directory, "data"),
    "--port",
    "0",
    "--config",
    file,
  ]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("did you mean `tactics`?")]);
  await expect(readFile(join(directory, "data", "attune.yaml"))).rejects.toThrow("ENOENT");
  await rm(directory, { recursive: true });
});
