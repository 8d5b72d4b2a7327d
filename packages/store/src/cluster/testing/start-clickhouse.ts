import { fork } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ClickHouseSettings } from "../clickhouse-settings.ts";

export interface ClickHouseUnderTest {
  settings: ClickHouseSettings;
  /** Which engine answers, for the line that the test prints. */
  described: string;
  /** Of the process that was started; null: it was there. */
  pid: number | null;
  close(): Promise<void>;
}

/** Cluster `attune`: one shard, of which this process is the only replica. */
const configuration = `<clickhouse>
  <tcp_port>9000</tcp_port>
  <interserver_http_host>127.0.0.1</interserver_http_host>
  <interserver_http_port>9009</interserver_http_port>
  <zookeeper><implementation>testkeeper</implementation></zookeeper>
  <macros><shard>01</shard><replica>r1</replica></macros>
  <remote_servers><attune><shard>
    <internal_replication>true</internal_replication>
    <replica><host>127.0.0.1</host><port>9000</port></replica>
  </shard></attune></remote_servers>
</clickhouse>
`;

/** The server that ATTUNE_CLICKHOUSE_URL names (its database is emptied by tests), or chDB behind ClickHouse's HTTP interface. */
export async function startClickHouse(
  named = process.env.ATTUNE_CLICKHOUSE_URL,
  host = "127.0.0.1",
): Promise<ClickHouseUnderTest> {
  const none = { readUrls: [], cluster: null };
  if (named !== undefined && named !== "") {
    const { username, password, pathname, origin } = new URL(named);
    const database = pathname.slice(1) || "default";
    const settings = { ...none, urls: [origin], database, username: username || "default", password };
    return { settings, described: `the server at ${origin}`, pid: null, close: async () => {} };
  }
  const directory = mkdtempSync(join(tmpdir(), "attune-clickhouse-"));
  mkdirSync(join(directory, "data"));
  writeFileSync(join(directory, "config.xml"), configuration);
  const script = fileURLToPath(new URL("../../../dist/cluster/testing/clickhouse-process.js", import.meta.url));
  const child = fork(script, [join(directory, "data"), host], { cwd: directory, execArgv: [], stdio: "ignore" });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve((message as { port: number }).port));
    child.once("exit", (code) => reject(new Error(`chDB's process ended with code ${code}`)));
  });
  return {
    settings: {
      ...none,
      urls: [`http://${host}:${port}`],
      database: "attune",
      username: "attune",
      password: "secret",
    },
    pid: child.pid ?? null,
    described: "chDB (the same engine) behind ClickHouse's HTTP interface",
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
