import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { Command } from "commander";
import { createDemoShop } from "../demo/demo-shop.ts";
import { startLiveVisitors } from "../demo/live-visitors.ts";
import { prepareDemo } from "../demo/prepare-demo.ts";
import type { Environment } from "../environment.ts";
import { createLog } from "../instance/create-log.ts";
import { startServer } from "../instance/start-server.ts";
import { untilStopped } from "../instance/until-stopped.ts";
import { createProgress } from "./progress.ts";
import { parsePort } from "./serve.ts";
import { UsageError } from "./usage-error.ts";

interface DemoOptions {
  dataDir: string;
  port: string;
  host: string;
  days: string;
  shoppers: string;
  pace: string;
  json?: true;
}

/** `attune demo`: a shop with a past and visitors, personalized and measured from the first minute. */
export function demoCommand(environment: Environment): Command {
  const command = new Command("demo")
    .description("Run a simulated shop: three months of history through the real pipeline, then live visitors.")
    .option("--data-dir <dir>", "where everything is kept; history is made once", ".attune-demo")
    .option("--port <port>", "0 takes any free port", "3000")
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--days <days>", "length of the history", "90")
    .option("--shoppers <count>", "people who know the shop", "6000")
    .option("--pace <factor>", "live visitors come this many times faster than in life; 0: none come", "30")
    .option("--json", "print one JSON line when ready")
    .addHelpText("after", "\nExample:\n  $ attune demo --port 3000\n");
  return command.action(() => runDemo(command.opts<DemoOptions>(), environment));
}

async function runDemo(options: DemoOptions, environment: Environment): Promise<void> {
  const days = wholeNumber(options.days, "--days", 1, 365);
  const shop = createDemoShop(wholeNumber(options.shoppers, "--shoppers", 100, 100_000));
  const pace = wholeNumber(options.pace, "--pace", 0, 10_000);
  const dataDirectory = resolve(environment.workingDirectory, options.dataDir);
  const log = createLog(environment);

  await mkdir(dataDirectory, { recursive: true });
  const progress = createProgress(environment, `loading ${days} days of history`, "days");
  await prepareDemo({
    dataDirectory,
    shop,
    days,
    endAt: Date.now(),
    observe: {
      collected() {},
      trouble: (what, error) => log.warn({ what, error }, "trouble while loading the history"),
    },
    onProgress: progress.update,
  });
  progress.end();

  const server = await startServer({
    dataDirectory,
    configFile: null,
    listen: { host: options.host, port: parsePort(options.port) },
    publicUrl: null,
    environment,
    log,
  });
  const url = server.url ?? "";
  const { writeKey, secretKey } = server.instance.keys;
  const visitors =
    pace === 0
      ? null
      : startLiveVisitors({
          url,
          writeKey,
          shop,
          pace,
          onTrouble: (error) => log.warn({ error }, "a live visitor had trouble"),
        });
  const ready = {
    url,
    console: `${url}/#key=${secretKey}`,
    storefront: `${url}/shop/`,
    writeKey,
    secretKey,
    pid: process.pid,
  };
  environment.stdout.write(options.json === true ? `${JSON.stringify(ready)}\n` : readyText(ready));

  await untilStopped(log);
  await visitors?.stop();
  await server.close();
}

function readyText(ready: { console: string; storefront: string; writeKey: string; secretKey: string }): string {
  return [
    "The demo shop is open.",
    `  console      ${ready.console}`,
    `  storefront   ${ready.storefront}`,
    `  write key    ${ready.writeKey}`,
    `  secret key   ${ready.secretKey}`,
    "Stop it with Ctrl-C.",
    "",
  ].join("\n");
}

function wholeNumber(text: string, option: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new UsageError(`${option} ${text}: needs a whole number from ${least} to ${most}`);
  }
  return value;
}
