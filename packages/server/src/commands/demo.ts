import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { demoShop } from "@attune/shop/demo-shop";
import { type KindId, kindIds } from "@attune/shop/kind";
import type { LiveSettings } from "@attune/shop/live-visitors";
import type { SimulationSettings } from "@attune/shop/world";
import { Command, Option } from "commander";
import type { Logger } from "pino";
import { createProgressBar } from "../client/progress-bar.ts";
import { startLiveVisitors } from "../demo/live-visitors.ts";
import { prepareDemo } from "../demo/prepare-demo.ts";
import type { Environment } from "../environment.ts";
import { createLog } from "../instance/create-log.ts";
import { requireFreePort } from "../instance/require-free-port.ts";
import { startServer } from "../instance/start-server.ts";
import { untilStopped } from "../instance/until-stopped.ts";
import { trainWhenDue } from "../jobs/schedule-training.ts";
import { parsePort } from "./serve.ts";

const demoSeed = "attune-demo";

interface DemoOptions {
  kind: KindId;
  dataDir?: string;
  port: string;
  host: string;
  live: boolean;
  json?: true;
}

/** `attune demo`: a shop with a past and visitors, personalized and measured from the first minute. */
export function demoCommand(environment: Environment): Command {
  const command = new Command("demo")
    .description("Run a simulated business: three months of history through the real pipeline, then live visitors.")
    .addOption(new Option("--kind <kind>", "of business").choices(kindIds).default("shop"))
    .option(
      "--data-dir <dir>",
      "where everything is kept; history is made once (default: .attune-demo, or .attune-demo-<kind>)",
    )
    .option("--port <port>", "0 takes any free port", "3000")
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--no-live", "no live visitors after the history")
    .option("--json", "print one JSON line when ready")
    .addHelpText("after", "\nExample:\n  $ attune demo --kind content --port 3000\n");
  return command.action(() => runDemo(command.opts<DemoOptions>(), environment));
}

async function runDemo(options: DemoOptions, environment: Environment): Promise<void> {
  const { kind } = options;
  const usualDirectory = kind === "shop" ? ".attune-demo" : `.attune-demo-${kind}`;
  const dataDirectory = resolve(environment.workingDirectory, options.dataDir ?? usualDirectory);
  const listen = { host: options.host, port: parsePort(options.port) };
  await requireFreePort(listen);
  const log = createLog(environment);
  await mkdir(dataDirectory, { recursive: true });
  const shop = demoShop({ seed: demoSeed, endAt: Date.now(), kindId: kind });
  const progress = createProgressBar(environment.stderr, { unit: "events", clock: Date.now });
  const events = await prepareDemo({
    dataDirectory,
    shop,
    onBegin: () => environment.stderr.write(`Loading ${shop.days} days of history, once.\n`),
    observe: {
      collected() {},
      trouble: (what, error) => log.warn({ what, error }, "trouble while loading the history"),
    },
    onProgress: (sent, share) => progress.update(sent, null, share),
  });
  progress.end();
  if (events === null) environment.stderr.write(`The history is in ${dataDirectory} already.\n`);

  const server = await startServer({
    dataDirectory,
    configFile: null,
    listen,
    publicUrl: null,
    isDemo: true,
    environment,
    log,
  });
  trainWhenDue(server.instance).catch((error) => log.warn({ error }, "the lists of models could not be trained"));
  const url = server.url ?? "";
  const { writeKey, secretKey } = server.instance.keys;
  const visitors = options.live
    ? startLiveVisitors({ url, writeKey, shop: streetOf(shop), onTrouble: warnOf(log) })
    : null;
  const ready = {
    url,
    console: `${url}/`,
    ...(kind === "shop" ? { storefront: `${url}/shop/` } : {}),
    writeKey,
    secretKey,
    pid: process.pid,
  };
  environment.stdout.write(options.json === true ? `${JSON.stringify(ready)}\n` : readyText(ready));

  await untilStopped(log);
  await visitors?.stop();
  await server.close();
}

/** The same people, coming to the shop from now on. */
function streetOf({ seed, catalogue, shoppers }: SimulationSettings): LiveSettings {
  return { seed, catalogue, shoppers, startAt: Date.now(), visitsPerMinute: 20 };
}

function warnOf(log: Logger): (error: unknown) => void {
  return (error) => log.warn({ error }, "a live visitor had trouble");
}

interface Ready {
  console: string;
  storefront?: string;
  writeKey: string;
  secretKey: string;
}

function readyText(ready: Ready): string {
  return [
    "The demo is open.",
    `  console      ${ready.console}   (signs in by itself on this machine)`,
    ...(ready.storefront === undefined ? [] : [`  storefront   ${ready.storefront}`]),
    `  write key    ${ready.writeKey}`,
    `  secret key   ${ready.secretKey}`,
    "Stop it with Ctrl-C.",
    "",
  ].join("\n");
}
