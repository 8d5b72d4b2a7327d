import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createEngineProcess,
  type EngineProcess,
  freePorts,
  isInstalled,
  until,
} from "@attune/store/cluster/testing/engine-process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examineCluster } from "./examine-cluster.ts";
import { openClusterFile } from "./open-cluster-file.ts";

const missing = ["openssl", "nats-server", "redis-server"].filter((command) => !isInstalled(command));
if (missing.length > 0) process.stdout.write(`TLS to the engines: not tested, ${missing.join(", ")} not installed\n`);

/** Engines that talk to nobody without a certificate of the right authority and a password. */
describe.skipIf(missing.length > 0)("a cluster behind TLS", () => {
  let directory: string;
  let nats: EngineProcess;
  let redis: EngineProcess;
  let clickhouse: Server;
  const variables = { ATTUNE_PASSWORD: "secret" };

  const file = (name: string) => join(directory, name);
  const examine = async (change: (text: string) => string = (text) => text) => {
    writeFileSync(file("cluster.yaml"), change(clusterFile()));
    return examineCluster(await openClusterFile(file("cluster.yaml"), variables));
  };

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "attune-tls-"));
    makeAuthority(directory, "ca");
    makeAuthority(directory, "stranger");
    for (const name of ["server", "node"]) makeCertificate(directory, name, "ca");
    const [natsPort, redisPort, busPort] = (await freePorts(3)) as [number, number, number];
    writeFileSync(
      file("nats.conf"),
      `listen: "127.0.0.1:${natsPort}"
jetstream { store_dir: "${file("nats")}" }
max_payload: 8MB
tls { cert_file: "${file("server.pem")}", key_file: "${file("server.key")}", ca_file: "${file("ca.pem")}", verify: true }
authorization { user: attune, password: secret }`,
    );
    nats = createEngineProcess("nats-server", natsPort, "nats-server", ["-c", file("nats.conf")]);
    const redisSettings = {
      port: 0,
      "tls-port": redisPort,
      bind: "127.0.0.1",
      dir: directory,
      "tls-cert-file": file("server.pem"),
      "tls-key-file": file("server.key"),
      "tls-ca-cert-file": file("ca.pem"),
      "tls-auth-clients": "yes",
      "tls-cluster": "yes",
      requirepass: "secret",
      "cluster-enabled": "yes",
      "cluster-port": busPort,
      appendonly: "yes",
      save: "",
    };
    const args = Object.entries(redisSettings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    redis = createEngineProcess("redis-server", redisPort, "redis-server", args);
    await until("Redis answers", [redis], async () => redisCli("ping").includes("PONG"));
    redisCli("cluster", "addslotsrange", "0", "16383");
    await until("Redis serves", [redis], async () => redisCli("cluster", "info").includes("cluster_state:ok"));
    clickhouse = await serveClickHouse();
  });
  afterAll(async () => {
    await Promise.all([nats?.kill(), redis?.kill()]);
    clickhouse?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const redisCli = (...args: string[]) => {
    const tls = ["--tls", "--cacert", file("ca.pem"), "--cert", file("node.pem"), "--key", file("node.key")];
    const all = ["-p", String(redis.port), "--no-auth-warning", "-a", "secret", ...tls, ...args];
    return spawnSync("redis-cli", all, { encoding: "utf8", timeout: 10_000 }).stdout;
  };

  /** Says what the examination asks for, to whoever has a certificate. */
  async function serveClickHouse(): Promise<Server> {
    const read = (name: string) => readFileSync(file(name));
    const tls = { cert: read("server.pem"), key: read("server.key"), ca: read("ca.pem") };
    const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (request, response) => {
      const isKnown = request.headers.authorization === `Basic ${Buffer.from("attune:secret").toString("base64")}`;
      request.resume().on("end", () => response.writeHead(isKnown ? 200 : 403).end(isKnown ? "25.3.1\n" : "who?"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  const clusterFile = () => {
    const tls = "tls: { ca: ca.pem, cert: node.pem, key: node.key }";
    const account = `username: attune, password: { variable: ATTUNE_PASSWORD }, ${tls}`;
    return `
instance: shop
replicas: 1
jetstream: { servers: ["127.0.0.1:${nats.port}"], ${account} }
redis: { nodes: ["127.0.0.1:${redis.port}"], ${account.replace("username: attune, ", "")} }
clickhouse: { urls: ["https://127.0.0.1:${(clickhouse.address() as AddressInfo).port}"], ${account} }
`;
  };

  it("lets a node in that has a certificate and the password", async () => {
    const { mayServe, findings } = await examine();
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(mayServe).toBe(true);
  });

  it("says so where the servers' certificates are of another authority", async () => {
    const { mayServe, findings } = await examine((text) => text.replaceAll("ca: ca.pem", "ca: stranger.pem"));
    expect(mayServe).toBe(false);
    for (const engine of ["jetstream", "redis", "clickhouse"])
      expect(findings).toContainEqual(
        expect.objectContaining({
          engine,
          severity: "error",
          message: expect.stringMatching(/certificate|self.signed/i),
        }),
      );
  });

  it("says so where the node has no certificate, or a wrong password", async () => {
    const without = await examine((text) => text.replaceAll(", cert: node.pem, key: node.key", ""));
    expect(without.mayServe).toBe(false);
    expect(new Set(without.findings.map(({ engine }) => engine))).toEqual(
      new Set(["jetstream", "redis", "clickhouse"]),
    );
    variables.ATTUNE_PASSWORD = "wrong";
    const wrong = await examine();
    expect(wrong.mayServe).toBe(false);
    expect(wrong.findings).toContainEqual(
      expect.objectContaining({ engine: "jetstream", message: expect.stringMatching(/authorization/i) }),
    );
    expect(wrong.findings).toContainEqual(
      expect.objectContaining({ engine: "redis", message: expect.stringMatching(/WRONGPASS/) }),
    );
    expect(wrong.findings).toContainEqual(
      expect.objectContaining({ engine: "clickhouse", message: expect.stringMatching(/who\?/) }),
    );
  });
});

function openssl(directory: string, ...args: string[]): void {
  const { status, stderr } = spawnSync("openssl", args, { cwd: directory, encoding: "utf8", timeout: 30_000 });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}

const elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

function makeAuthority(directory: string, name: string): void {
  const subject = ["-subj", `/CN=${name}`, "-days", "2"];
  openssl(directory, "req", "-x509", ...elliptic, "-keyout", `${name}.key`, "-out", `${name}.pem`, ...subject);
}

function makeCertificate(directory: string, name: string, authority: string): void {
  writeFileSync(join(directory, `${name}.ext`), "subjectAltName = IP:127.0.0.1, DNS:localhost\n");
  openssl(directory, "req", ...elliptic, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
  const signing = ["-CA", `${authority}.pem`, "-CAkey", `${authority}.key`, "-CAcreateserial", "-days", "2"];
  openssl(
    directory,
    "x509",
    "-req",
    "-in",
    `${name}.csr`,
    "-out",
    `${name}.pem`,
    ...signing,
    "-extfile",
    `${name}.ext`,
  );
  chmodSync(join(directory, `${name}.key`), 0o400);
}
