import { chmod, mkdir, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { Stores } from "@attune/engine/ports/stores";
import type { Logger } from "pino";
import type { ClusterSettings } from "../cluster/cluster-settings.ts";
import { handOverApart } from "../deliver/hand-over-apart.ts";
import { openChannels } from "../deliver/open-channels.ts";
import { outletsThrough } from "../deliver/outlets.ts";
import type { Environment } from "../environment.ts";
import { createApp } from "../http/create-app.ts";
import { createMetrics } from "../http/metrics.ts";
import { keepSchedules } from "../jobs/keep-schedules.ts";
import { putDecisionsFirst } from "../jobs/put-decisions-first.ts";
import { forgetTrainings, serveRegistered } from "../recommenders/model-files.ts";
import type { Instance } from "./instance.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { observeEngine } from "./observe-engine.ts";
import { openInstance } from "./open-instance.ts";
import { type Address, requireFreePort } from "./require-free-port.ts";
import { socketPath } from "./socket-path.ts";

export interface ServerOptions {
  /** Absolute. Made where it does not exist. */
  dataDirectory: string;
  /** Absolute path of an attune.yaml; null: the one that the directory was last served with. */
  configFile: string | null;
  /** Those of a cluster; absent: those of the data directory. */
  openStores?: () => Promise<Stores>;
  /** What runs by itself at its times runs here: training, scores, reports, destinations, clean-ups. Default true; a cluster says it by roles. */
  keepsSchedules?: boolean;
  /** The cluster that they belong to, for its examination. */
  cluster?: ClusterSettings;
  /** Null: only the owner's socket in the data directory. Port 0: any free one. */
  listen: Address | null;
  publicUrl: string | null;
  environment: Environment;
  /** Browsers on this machine come in without a password. */
  isDemo?: boolean;
  /** What time it is, milliseconds since 1970; absent: the machine's clock. Schedules and the handing over of messages keep to the machine's. */
  clock?: () => number;
  log: Logger;
}

export interface RunningServer {
  instance: Instance;
  /** Without a trailing slash; null where only the socket is open. */
  url: string | null;
  /** Answers a request that came in elsewhere. */
  answer: RequestListener;
  /** Refuses what is new, finishes what is under way, writes everything down, and resolves. */
  close(): Promise<void>;
}

/** A request that is still under way this long after the stop began is cut off. */
const drainMs = 20_000;

/** Opens the data directory and answers the HTTP API on it. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { dataDirectory, environment, log } = options;
  if (options.listen !== null) await requireFreePort(options.listen);
  await mkdir(dataDirectory, { recursive: true });
  const playbook = await loadConfiguration(dataDirectory, options.configFile);
  const metrics = createMetrics();
  const observe = observeEngine(log, metrics);
  const channels = openChannels(environment.outbound, Date.now);
  const publicUrl = options.publicUrl ?? environment.outbound?.publicUrl ?? null;
  const apart = handOverApart(environment.outbound);
  const prepareOutlets = outletsThrough(channels, publicUrl, apart.handingOver);
  const { isDemo = false } = options;
  const instance = await openInstance({
    dataDirectory,
    playbook,
    environment,
    log,
    observe,
    isDemo,
    prepareOutlets,
    clock: options.clock ?? Date.now,
    ...(options.openStores === undefined ? {} : { openStores: options.openStores }),
  });
  const { projectDirectory, shopifySecret, trustedProxies } = environment;
  const ofShopify = shopifySecret === undefined ? {} : { shopifySecret };
  const proxies = trustedProxies === undefined ? {} : { trustedProxies };
  const app = await createApp({
    instance,
    log,
    metrics,
    publicUrl,
    projectDirectory,
    isDemo,
    ...(options.cluster === undefined ? {} : { cluster: options.cluster }),
    ...ofShopify,
    ...proxies,
  });
  await app.server.ready();
  await serveRegistered(instance).catch((error) => {
    log.warn({ err: error }, "the model of lists cannot be served; popular items stand in until the next training");
  });
  if (await forgetTrainings(instance))
    log.warn(
      "a training of models for lists was cut off with its server; what it left is removed, and it can be begun again",
    );
  const { keepsSchedules = true } = options;
  const schedules = keepsSchedules ? keepSchedules({ instance, channels, environment, metrics, log }) : null;
  const decisionsFirst = putDecisionsFirst(metrics.decisionCount);
  const owner = createServer({ requestTimeout: 0 }, (request, response) => {
    app.trust(request);
    app.server.routing(request, response);
  });
  async function close(): Promise<void> {
    instance.stop();
    schedules?.beginNothing();
    const cutOff = setTimeout(() => {
      app.server.server.closeAllConnections();
      owner.closeAllConnections();
    }, drainMs);
    await schedules?.stop();
    await instance.jobs.close();
    await app.server.close();
    await new Promise<void>((resolve) => {
      owner.close(() => resolve());
      owner.closeIdleConnections();
    });
    clearTimeout(cutOff);
    decisionsFirst.stop();
    await instance.close();
    await apart.close();
    await Promise.all([...channels.values()].map((channel) => channel.close()));
  }

  try {
    await listenForOwner(owner, socketPath(dataDirectory));
    const address = options.listen === null ? null : await app.server.listen(options.listen);
    return { instance, url: address?.replace(/\/$/, "") ?? null, answer: app.answer, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only the owner of the data directory may open the socket. One that is left from a killed process is replaced: the stores are ours. */
async function listenForOwner(server: Server, path: string): Promise<void> {
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
}
