import { tableNames } from "../../sql/schema.ts";
import { connectClickHouse } from "../clickhouse-connection.ts";
import { replicatedOn } from "../clickhouse-layout.ts";
import type { ClickHouseSettings } from "../clickhouse-settings.ts";
import { oldestClickHouse } from "../clickhouse-version.ts";
import { type ClusterFinding, findingsOf, isOlder, megabytes, well } from "./cluster-finding.ts";

const lowDiskBytes = 10 * 1024 ** 3;

interface ClickHouseServer {
  url: string;
  version: string;
  clockAheadMs: number;
  freeDiskBytes: number;
  /** Replicas per shard of the named cluster; empty where the server does not know it, null where none is named. */
  replicasByShard: number[] | null;
  /** Whether `{shard}` and `{replica}` are set; null where no cluster is named. */
  macros: boolean | null;
  /** Why the keeper cannot be asked; null where it answers or is not needed. */
  keeperFailure: string | null;
  /** Our tables that take no rows now. */
  readOnlyTables: string[];
}

export type ClickHouseFacts = Array<{ url: string; failure: string } | (ClickHouseServer & { failure: null })>;

export async function gatherClickHouse(settings: ClickHouseSettings, timeoutMs: number): Promise<ClickHouseFacts> {
  const urls = [...new Set([...settings.urls, ...settings.readUrls])];
  return await Promise.all(urls.map((url) => gatherServer({ ...settings, urls: [url], readUrls: [] }, timeoutMs)));
}

async function gatherServer(settings: ClickHouseSettings, timeoutMs: number): Promise<ClickHouseFacts[number]> {
  const [url = ""] = settings.urls;
  const connection = connectClickHouse(settings);
  const ask = async (sql: string): Promise<string[][]> => {
    const text = await connection.ask({ sql: `${sql} FORMAT TabSeparated`, timeoutMs });
    return text
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("\t"));
  };
  try {
    const [[version = ""] = []] = await ask("SELECT version()");
    if (isOlder(version, oldestClickHouse)) return { ...nothingKnown, url, version };
    const before = Date.now();
    const [[clock = "0"] = []] = await ask("SELECT toUnixTimestamp64Milli(now64(3))");
    const middle = (before + Date.now()) / 2;
    const [[free = "0"] = []] = await ask("SELECT min(free_space) FROM system.disks");
    const known = { ...nothingKnown, url, version, clockAheadMs: Number(clock) - middle, freeDiskBytes: Number(free) };
    return settings.cluster === null ? known : { ...known, ...(await gatherCluster(settings.cluster, ask)) };
  } catch (error) {
    return { url, failure: (error as Error).message };
  } finally {
    await connection.close();
  }
}

const nothingKnown = {
  failure: null,
  clockAheadMs: 0,
  freeDiskBytes: Number.POSITIVE_INFINITY,
  replicasByShard: null,
  macros: null,
  keeperFailure: null,
  readOnlyTables: [],
};

async function gatherCluster(cluster: string, ask: (sql: string) => Promise<string[][]>) {
  const shards = await ask(
    `SELECT count() FROM system.clusters WHERE cluster = '${cluster}' GROUP BY shard_num ORDER BY shard_num`,
  );
  const [[macros = "0"] = []] = await ask("SELECT count() FROM system.macros WHERE macro IN ('shard', 'replica')");
  const keeperFailure = await ask("SELECT count() FROM system.zookeeper WHERE path = '/'").then(
    () => null,
    (error: Error) => error.message,
  );
  const held = tableNames.map((name) => `'${replicatedOn(cluster).held(name)}'`).join(", ");
  const readOnly =
    keeperFailure === null
      ? await ask(
          `SELECT table FROM system.replicas WHERE database = currentDatabase() AND is_readonly AND table IN (${held})`,
        )
      : [];
  return {
    replicasByShard: shards.map(([count]) => Number(count)),
    macros: macros === "2",
    keeperFailure,
    readOnlyTables: readOnly.flat(),
  };
}

export function judgeClickHouse(facts: ClickHouseFacts, cluster: string | null): ClusterFinding[] {
  const { found, error, warn } = findingsOf("clickhouse");
  for (const server of facts) {
    if (server.failure !== null) {
      error(
        `${sentence(server.failure)}`,
        "Start it, or mend its address, its password or its certificate in the cluster file. Collecting and deciding go on; reports wait.",
      );
      continue;
    }
    const { url, version, freeDiskBytes, replicasByShard, macros, keeperFailure, readOnlyTables } = server;
    const where = `ClickHouse at ${url}`;
    if (isOlder(version, oldestClickHouse)) {
      error(`${where} is ${version}.`, `Upgrade it: ${oldestClickHouse} or newer is needed.`);
      continue;
    }
    if (freeDiskBytes < lowDiskBytes)
      warn(`${where} has ${megabytes(freeDiskBytes)} left on disk.`, "Merges need room: add some.");
    if (replicasByShard?.length === 0)
      error(
        `${where} knows no cluster named ${cluster}.`,
        "Name it in remote_servers on every server, or leave `cluster` out where there is one server.",
      );
    for (const [index, replicas] of (replicasByShard ?? []).entries())
      if (replicas < 2)
        warn(
          `${where}: shard ${index + 1} of ${cluster} has one replica.`,
          "Add one: while a server is away its rows are missing from reports, and new ones wait in the log.",
        );
    if (macros === false)
      error(`${where} has no macros {shard} and {replica}.`, "Set both under <macros> on every server.");
    if (keeperFailure !== null)
      error(
        `${where} has no keeper: ${sentence(keeperFailure)}`,
        "Set <zookeeper> or <keeper_server>: replicas need it.",
      );
    if (readOnlyTables.length > 0)
      error(
        `${where} takes no rows for ${readOnlyTables.join(", ")}.`,
        "Its keeper was away: bring it back, then `SYSTEM RESTART REPLICAS`.",
      );
  }
  const versions = [...new Set(facts.flatMap((server) => (server.failure === null ? [server.version] : [])))].join(
    ", ",
  );
  if (found.length === 0)
    found.push(
      well(
        "clickhouse",
        `ClickHouse ${versions}: ${facts.length} server${facts.length === 1 ? "" : "s"}${cluster === null ? "" : `, cluster ${cluster}`}.`,
      ),
    );
  return found;
}

function sentence(text: string): string {
  return /[.!?]\s*$/.test(text) ? text.trim() : `${text.trim()}.`;
}
