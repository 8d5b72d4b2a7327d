import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { demoShop } from "@attune/shop/demo-shop";
import type { KindId } from "@attune/shop/kind";
import type { LiveSettings } from "@attune/shop/live-visitors";
import type { SimulationSettings } from "@attune/shop/world";
import type { Logger } from "pino";
import { createProgressBar } from "../client/progress-bar.ts";
import { parsePort } from "../commands/serve.ts";
import type { Environment } from "../environment.ts";
import { createLog } from "../instance/create-log.ts";
import { requireFreePort } from "../instance/require-free-port.ts";
import { startServer } from "../instance/start-server.ts";
import { untilStopped } from "../instance/until-stopped.ts";
import { trainWhenDue } from "../jobs/schedule-training.ts";
import { startLiveVisitors } from "./live-visitors.ts";
import { prepareDemo } from "./prepare-demo.ts";

const demoSeed = "attune-demo";

export interface DemoOptions {
  kind: KindId;
  dataDir?: string;
  port: string;
  host: string;
  live: boolean;
  json?: true;
}

/** Loads the history where it is not there yet, serves it, and sends visitors until it is told to stop. */
export async function runDemo(options: DemoOptions, environment: Environment): Promise<void> {
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
