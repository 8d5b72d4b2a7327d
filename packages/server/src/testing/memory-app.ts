import type { Channel } from "@attune/engine/ports/channel";
import type { Stores } from "@attune/engine/ports/stores";
import { createEngine } from "@attune/engine/runtime/create-engine";
import type { Engine } from "@attune/engine/runtime/engine";
import type { ChannelName } from "@attune/model/message";
import type { Playbook } from "@attune/model/tactic";
import { openMemoryStores } from "@attune/store/memory/stores";
import type { FastifyInstance } from "fastify";
import pino from "pino";
import { openAccountBook } from "../accounts/account-book.ts";
import { createAccounts } from "../accounts/accounts.ts";
import { createPasswords } from "../accounts/passwords.ts";
import { readConfiguration } from "../config/read-configuration.ts";
import { outletsThrough } from "../deliver/outlets.ts";
import { type App, createApp } from "../http/create-app.ts";
import { createMetrics } from "../http/metrics.ts";
import type { Instance } from "../instance/instance.ts";
import { observeEngine } from "../instance/observe-engine.ts";
import { createJobs } from "../jobs/jobs.ts";

/** The whole HTTP API over stores in memory, for tests. */
export interface MemoryApp {
  app: App;
  server: FastifyInstance;
  engine: Engine;
  instance: Instance;
  /** Lines of the log, parsed. */
  logged: Array<Record<string, unknown>>;
  close(): Promise<void>;
}

export const writeKey = "wk_test";
export const secretKey = "sk_test";

/** Headers of a request with the key in the form that Segment's clients use. */
export function basic(key: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` };
}

/** A moment of the tests: Sunday, 22 November 2026, noon in UTC. */
export const testNow = Date.UTC(2026, 10, 22, 12);

const prepareOutlets =
  (channels: ReadonlyMap<ChannelName, Channel>, publicUrl: string | null) => (playbook: Playbook) =>
    outletsThrough(channels, publicUrl)(playbook, { writeKey, secretKey });

export async function openMemoryApp(
  options: {
    configuration?: string;
    change?: (stores: Stores) => Stores;
    dataDirectory?: string;
    /** `testNow` unless given. */
    clock?: () => number;
    /** Absent: nothing is sent. */
    channels?: ReadonlyMap<ChannelName, Channel>;
    shopifySecret?: string;
    isDemo?: boolean;
    /** Null: nobody said; messages lead to shop.example unless given. */
    publicUrl?: string | null;
    trustedProxies?: string[];
  } = {},
): Promise<MemoryApp> {
  const logged: Array<Record<string, unknown>> = [];
  const log = pino({ level: "info" }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const metrics = createMetrics();
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const clock = options.clock ?? (() => testNow);
  const linksTo = options.publicUrl === undefined ? "https://shop.example" : options.publicUrl;
  const stores = options.change === undefined ? openMemoryStores() : options.change(openMemoryStores());
  const engine = await createEngine({
    stores,
    ...readConfiguration(options.configuration ?? ""),
    clock,
    newId,
    observe: observeEngine(log, metrics),
    ...(options.channels === undefined ? {} : { prepareOutlets: prepareOutlets(options.channels, linksTo) }),
  });
  const accounts = createAccounts({
    store: await openAccountBook(null),
    keys: { writeKey, secretKey },
    // As little work as scrypt can do: what is tested is who comes in, not how long guessing takes.
    passwords: createPasswords({ cost: 2, blockSize: 1, parallelism: 1 }),
    clock,
    onTrouble: (error) => log.error({ err: error }, "accounts could not be written down"),
  });
  let state: Instance["state"] = "serving";
  const instance: Instance = {
    engine,
    jobs: createJobs({ clock, newId, log }),
    keys: { writeKey, secretKey },
    accounts,
    dataDirectory: options.dataDirectory ?? null,
    peopleDirectory: null,
    startedAt: clock(),
    clock,
    get state() {
      return state;
    },
    stop() {
      state = "stopping";
    },
    async restore() {
      throw new Error("nothing on disk to restore to");
    },
    async move() {
      throw new Error("nothing on disk to move");
    },
    close: () => engine.close(),
  };
  const app = await createApp({
    instance,
    log,
    metrics,
    publicUrl: options.publicUrl ?? null,
    ...(options.isDemo === undefined ? {} : { isDemo: options.isDemo }),
    ...(options.trustedProxies === undefined ? {} : { trustedProxies: options.trustedProxies }),
    ...(options.shopifySecret === undefined ? {} : { shopifySecret: options.shopifySecret }),
    projectDirectory: new URL("../../../..", import.meta.url),
  });
  await app.server.ready();
  return {
    app,
    server: app.server,
    engine,
    instance,
    logged,
    async close() {
      await instance.jobs.close();
      await app.server.close();
      await engine.close();
    },
  };
}
