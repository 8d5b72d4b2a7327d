import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";
import type { RedisAccess } from "../redis-client.ts";
import { createEngineProcess, freePorts, until } from "./engine-process.ts";

/** A Redis that speaks to nobody without a certificate and a password. */
export interface SecuredRedis {
  access: Required<Pick<RedisAccess, "addresses" | "username" | "password" | "tls">>;
  close(): Promise<void>;
}

/** One node that serves all slots over TLS alone, with certificates of an authority that is made for it by openssl. */
export async function startSecuredRedis(): Promise<SecuredRedis> {
  const directory = mkdtempSync(join(tmpdir(), "attune-tls-"));
  const at = (name: string) => join(directory, name);
  makeCertificates(at);
  const [port = 0, busPort = 0] = await freePorts(2);
  const tls = ["--tls-cert-file", at("node.crt"), "--tls-key-file", at("node.key"), "--tls-ca-cert-file", at("ca.crt")];
  const node = createEngineProcess("redis-server over TLS", port, "redis-server", [
    ...["--port", "0", "--tls-port", String(port), "--bind", "127.0.0.1", "--dir", directory, "--save", ""],
    ...[
      "--cluster-enabled",
      "yes",
      "--cluster-port",
      String(busPort),
      "--tls-cluster",
      "yes",
      "--cluster-announce-ip",
      "127.0.0.1",
    ],
    ...["--user", ..."attune on >a-password ~* &* +@all".split(" "), "--user", "default", "off", ...tls],
  ]);
  const cli = (...args: string[]) => {
    const way = ["--tls", "--cacert", at("ca.crt"), "--cert", at("node.crt"), "--key", at("node.key")];
    const who = ["-p", String(port), "--user", "attune", "--pass", "a-password", "--no-auth-warning"];
    return spawnSync("redis-cli", [...way, ...who, ...args], { encoding: "utf8", timeout: 10_000 }).stdout;
  };
  await until("Redis over TLS answers", [node], async () => cli("ping").includes("PONG"));
  cli("cluster", "addslotsrange", "0", "16383");
  await until("Redis over TLS serves", [node], async () => cli("cluster", "info").includes("cluster_state:ok"));
  return {
    access: {
      addresses: [`127.0.0.1:${port}`],
      username: "attune",
      password: "a-password",
      tls: {
        ca: readFileSync(at("ca.crt")),
        cert: readFileSync(at("node.crt")),
        key: readFileSync(at("node.key")),
      },
    },
    async close() {
      await node.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function makeCertificates(at: (name: string) => string): void {
  writeFileSync(at("names"), "subjectAltName=IP:127.0.0.1");
  const subject = (name: string) => ["-subj", `/CN=${name}`];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", at("ca.key"), "-out", at("ca.crt"), "-days", "2", ...subject("authority"));
  openssl("req", ...key, "-keyout", at("node.key"), "-out", at("node.csr"), ...subject("node"));
  const signedBy = ["-CA", at("ca.crt"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "2"];
  openssl("x509", "-req", "-in", at("node.csr"), ...signedBy, "-extfile", at("names"), "-out", at("node.crt"));
}

function openssl(...args: string[]): void {
  const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  if (status !== 0) throw new AttuneError("internal", `openssl ${args[0]}: ${stderr}`);
}
