import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { AttuneError } from "@attune/model/errors";
import { Compile } from "typebox/compile";
import { parse } from "yaml";
import { findProblem } from "../schema/find-problem.ts";
import { clusterFault } from "./cluster-fault.ts";
import { type ClusterFile, clusterFileSchema, nodeRoles } from "./cluster-file.ts";
import type { ClusterSettings } from "./cluster-settings.ts";
import { readCertificates, readSecret, type SecretPlaces } from "./read-secret.ts";

const validator = Compile(clusterFileSchema);

/**
 * The cluster that a file describes, its secrets and certificates read. Variables win over the file: ATTUNE_CLUSTER_INSTANCE, …_ROLES, …_JETSTREAM,
 * …_REDIS, …_CLICKHOUSE (lists with commas), so that one file serves nodes of every role.
 * Throws `bad-request` with the path of the field at fault.
 * @param file null: the variables say everything
 */
export async function openClusterFile(
  file: string | null,
  variables: SecretPlaces["variables"],
): Promise<ClusterSettings> {
  const text = file === null ? "" : await readFile(file, "utf8").catch((cause: Error) => notThere(file, cause));
  const read = parseCluster(text, variables);
  const places = { directory: file === null ? "." : dirname(resolve(file)), variables };
  const [jetstream, redis, clickhouse] = await Promise.all([
    readJetStream(read.jetstream, places),
    readRedis(read.redis, places),
    readClickHouse(read.clickhouse, places),
  ]);
  return {
    instance: read.instance,
    roles: read.roles ?? nodeRoles,
    replicas: read.replicas ?? 3,
    ...(read.partitions === undefined ? {} : { partitions: read.partitions.count }),
    ...(read.shards === undefined ? {} : { shardCount: read.shards }),
    ...(read.keys === undefined ? {} : { keys: await readKeys(read.keys, places) }),
    jetstream,
    ...(read.jetstream.logBytes === undefined ? {} : { logBytes: read.jetstream.logBytes }),
    redis,
    clickhouse,
  };
}

async function readKeys(read: NonNullable<ClusterFile["keys"]>, places: SecretPlaces) {
  return {
    writeKey: await readSecret(read.write, "keys.write", places),
    secretKey: await readSecret(read.secret, "keys.secret", places),
  };
}

function notThere(file: string, cause: Error): never {
  throw new AttuneError("bad-request", `${file} cannot be read: ${cause.message}`, { cause });
}

function parseCluster(text: string, variables: SecretPlaces["variables"]): ClusterFile {
  const value = withVariables(parseYaml(text), variables);
  if (validator.Check(value)) return value;
  const { path, message } = findProblem(clusterFileSchema, value, validator.Errors(value));
  const isSecret = /^keys\.|\.(password|token)$/.test(path);
  throw clusterFault(path, isSecret ? "says where the secret is: `{ file: … }` or `{ variable: ATTUNE_… }`" : message);
}

function parseYaml(text: string): Record<string, unknown> {
  try {
    return (parse(text) ?? {}) as Record<string, unknown>;
  } catch (cause) {
    throw new AttuneError("bad-request", `The cluster file cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** What a variable names, over what the file says. */
function withVariables(value: Record<string, unknown>, variables: SecretPlaces["variables"]): Record<string, unknown> {
  if (typeof value !== "object" || Array.isArray(value)) return value;
  const list = (name: string) => {
    const text = variables[`ATTUNE_CLUSTER_${name}`];
    return text === undefined || text === "" ? undefined : text.split(",").map((word) => word.trim());
  };
  const within = (section: string, field: string, words: string[] | undefined) =>
    words === undefined ? {} : { [section]: { ...(value[section] as object | undefined), [field]: words } };
  const instance = list("INSTANCE")?.[0];
  const roles = list("ROLES");
  return {
    ...value,
    ...(instance === undefined ? {} : { instance }),
    ...(roles === undefined ? {} : { roles }),
    ...within("jetstream", "servers", list("JETSTREAM")),
    ...within("redis", "nodes", list("REDIS")),
    ...within("clickhouse", "urls", list("CLICKHOUSE")),
  };
}

async function readJetStream(
  read: ClusterFile["jetstream"],
  places: SecretPlaces,
): Promise<ClusterSettings["jetstream"]> {
  const { servers, username, password, token, tls } = read;
  return {
    servers,
    options: {
      ...(username === undefined ? {} : { user: username }),
      ...(password === undefined ? {} : { pass: await readSecret(password, "jetstream.password", places) }),
      ...(token === undefined ? {} : { token: await readSecret(token, "jetstream.token", places) }),
      ...(tls === undefined ? {} : { tls: await readCertificates(tls, "jetstream.tls", places) }),
    },
  };
}

async function readRedis(read: ClusterFile["redis"], places: SecretPlaces): Promise<ClusterSettings["redis"]> {
  const { nodes, username, password, tls } = read;
  return {
    addresses: nodes,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: await readSecret(password, "redis.password", places) }),
    ...(tls === undefined ? {} : { tls: await readCertificates(tls, "redis.tls", places) }),
  };
}

async function readClickHouse(
  read: ClusterFile["clickhouse"],
  places: SecretPlaces,
): Promise<ClusterSettings["clickhouse"]> {
  const { urls, readUrls = [], database = "default", username = "default", password, tls, cluster = null } = read;
  return {
    urls,
    readUrls,
    database,
    username,
    password: password === undefined ? "" : await readSecret(password, "clickhouse.password", places),
    ...(tls === undefined ? {} : { tls: await readCertificates(tls, "clickhouse.tls", places) }),
    cluster,
  };
}
