import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClusterAnalytics } from "./analytics.ts";
import { connectClickHouse } from "./clickhouse-connection.ts";
import { createEngineProcess, type EngineProcess, freePorts, isInstalled, until } from "./testing/engine-process.ts";

/** Debian's server is of 2018: too old to serve, and a real one to speak HTTP with. */
const isThere = isInstalled("clickhouse-server");
process.stdout.write(
  isThere
    ? "cluster analytics: the transport is tested against Debian's clickhouse-server, too\n"
    : "cluster analytics: the transport is not tested against Debian's clickhouse-server, which is not installed\n",
);

describe.skipIf(!isThere)("a real server of ClickHouse, an old one", () => {
  let directory: string;
  let server: EngineProcess;
  let settings: Parameters<typeof connectClickHouse>[0];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "attune-clickhouse-debian-"));
    const [http, tcp] = (await freePorts(2)) as [number, number];
    writeFileSync(join(directory, "config.xml"), configuration(directory, http, tcp));
    writeFileSync(join(directory, "users.xml"), users);
    const args = [`--config-file=${join(directory, "config.xml")}`];
    server = createEngineProcess("clickhouse-server", http, "clickhouse-server", args);
    const url = `http://127.0.0.1:${http}`;
    await until("clickhouse-server answers", [server], async () => (await fetch(`${url}/ping`)).ok);
    const account = { database: "default", username: "attune", password: "secret" };
    settings = { ...account, urls: [url], readUrls: [], cluster: null };
  });
  afterAll(async () => {
    await server?.kill();
    rmSync(directory, { recursive: true, force: true });
  });

  it("takes statements and compressed rows, and answers whole", async () => {
    const connection = connectClickHouse(settings);
    const work = (sql: string) => connection.work({ sql, timeoutMs: 10_000 });
    await work("CREATE TABLE told (n UInt32, word String) ENGINE = Memory");
    const rows = Array.from({ length: 1_000 }, (_, n) => `${JSON.stringify({ n, word: "Ünïcode 🙂" })}\n`);
    await connection.insert("INSERT INTO told FORMAT JSONEachRow", Buffer.from(rows.join("")), 10_000);
    const sql = "SELECT count(), sum(n), any(word) FROM told FORMAT TabSeparated";
    expect(await connection.ask({ sql, timeoutMs: 10_000 })).toBe("1000\t499500\tÜnïcode 🙂\n");
    await connection.close();
  });

  it("is refused as too old, in words, before anything is made on it", async () => {
    const analytics = createClusterAnalytics(settings);
    await expect(analytics.query("totals", { fromDay: null, toDay: null })).rejects.toMatchObject({
      code: "unsupported-platform",
      message: expect.stringMatching(/^ClickHouse is 18\.16\.\d+; 24\.3 or newer is needed\.$/),
    });
    await analytics.close();
  });

  it("has a question killed that takes too long", async () => {
    const connection = connectClickHouse(settings);
    const slow = { sql: "SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1", timeoutMs: 500 };
    await expect(connection.ask(slow)).rejects.toMatchObject({ code: "overloaded" });
    const left = "SELECT count() FROM system.processes WHERE query LIKE 'SELECT sleepEachRow%' FORMAT TabSeparated";
    await until("the question is gone", [server], async () => {
      return (await connection.ask({ sql: left, timeoutMs: 5_000 })) === "0\n";
    });
    await connection.close();
  });
});

function configuration(directory: string, http: number, tcp: number): string {
  return `<yandex>
  <logger><level>warning</level><console>1</console></logger>
  <http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><listen_host>127.0.0.1</listen_host>
  <path>${directory}/data/</path><tmp_path>${directory}/tmp/</tmp_path>
  <mark_cache_size>67108864</mark_cache_size>
  <users_config>${directory}/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
</yandex>`;
}

const users = `<yandex>
  <profiles><default/></profiles><quotas><default/></quotas>
  <users><attune><password>secret</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></attune></users>
</yandex>`;
