import { resolve } from "node:path";
import { Command } from "commander";
import type { Environment } from "../environment.ts";
import { UsageError } from "./usage-error.ts";

interface ServeOptions {
  dataDir: string;
  port: string;
  host: string;
  config?: string;
  publicUrl?: string;
  cluster?: string | true;
  advertise?: string;
  json?: true;
}

/** `attune serve`: runs until it is told to stop. */
export function serveCommand(environment: Environment): Command {
  const command = new Command("serve")
    .description("Run the engine: HTTP API, console, and everything behind them.")
    .option("--data-dir <dir>", "where everything is kept", ".attune")
    .option("--port <port>", "0 takes any free port", "3000")
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--config <file>", "attune.yaml (default: the one last served)")
    .option("--public-url <url>", "how the outside reaches this server, behind a proxy")
    .option("--cluster [file]", "be a node of the cluster that cluster.yaml (or the environment) describes")
    .option("--advertise <url>", "how the cluster's other nodes reach this one")
    .option("--json", "print one JSON line when ready")
    .addHelpText("after", "\nExample:\n  $ attune serve --data-dir ./data --port 3000 --config attune.yaml\n");
  return command.action(async () => {
    const options = command.opts<ServeOptions>();
    const place = {
      dataDirectory: resolve(environment.workingDirectory, options.dataDir),
      configFile: options.config === undefined ? null : resolve(environment.workingDirectory, options.config),
      listen: { host: options.host, port: parsePort(options.port) },
      publicUrl: options.publicUrl === undefined ? null : parsePublicUrl(options.publicUrl),
    };
    if (options.cluster !== undefined) {
      const advertisedUrl = options.advertise === undefined ? null : parsePublicUrl(options.advertise);
      const node = { ...place, cluster: options.cluster, advertisedUrl, json: options.json === true };
      const { serveCluster } = await import("../cluster/serve-cluster.ts");
      return serveCluster(node, environment);
    }
    // Loaded for those who serve alone: every other command starts in a third of the time.
    const [{ createLog }, { startServer }, { untilStopped }] = await Promise.all([
      import("../instance/create-log.ts"),
      import("../instance/start-server.ts"),
      import("../instance/until-stopped.ts"),
    ]);
    const log = createLog(environment);
    const server = await startServer({ ...place, environment, log });
    const { writeKey, secretKey } = server.instance.keys;
    const token = await server.instance.accounts.firstAdminLink();
    const base = place.publicUrl ?? environment.outbound?.publicUrl ?? server.url;
    const firstAdmin = token === null ? {} : { firstAdminLink: `${base}/#/join/${token}` };
    const ready = { url: server.url, writeKey, secretKey, ...firstAdmin, pid: process.pid };
    environment.stdout.write(options.json === true ? `${JSON.stringify(ready)}\n` : readyText(ready));
    await untilStopped(log);
    await server.close();
    log.info("stopped");
  });
}

interface Ready {
  url: string | null;
  writeKey: string;
  secretKey: string;
  /** Where nobody has an account yet. */
  firstAdminLink?: string;
}

function readyText(ready: Ready): string {
  return [
    `Attune runs at ${ready.url}`,
    `  write key   ${ready.writeKey}   (public: collect, decide)`,
    `  secret key  ${ready.secretKey}   (keep it)`,
    ...(ready.firstAdminLink === undefined
      ? []
      : [
          `  first admin ${ready.firstAdminLink}`,
          "              (opens once, within a day: the first account of the console)",
        ]),
    "",
  ].join("\n");
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port ${text}: a port is a number from 0 to 65535`);
  return port;
}

function parsePublicUrl(text: string): string {
  if (!URL.canParse(text))
    throw new UsageError(`--public-url ${text} is not a URL; an example: https://attune.example.com`);
  return text.replace(/\/+$/, "");
}
