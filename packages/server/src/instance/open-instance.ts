import { randomUUID } from "node:crypto";
import { createEngine, type EngineObserver } from "@attune/engine/runtime/create-engine";
import type { Engine } from "@attune/engine/runtime/engine";
import type { Logger } from "pino";
import type { Configuration } from "../config/read-configuration.ts";
import type { Environment } from "../environment.ts";
import { createJobs } from "../jobs/jobs.ts";
import type { Instance } from "./instance.ts";
import { loadKeys } from "./keys.ts";
import { openStores } from "./open-stores.ts";
import { openRestoring, restoreDirectory } from "./restore-directory.ts";

interface InstanceParts {
  /** Absolute, and there already. */
  dataDirectory: string;
  configuration: Configuration;
  environment: Environment;
  log: Logger;
  observe: EngineObserver;
}

/** Opens the embedded stores of a data directory and the engine on them, and ends a restore that was cut off. */
export async function openInstance(parts: InstanceParts): Promise<Instance> {
  const { dataDirectory, environment, log } = parts;
  const keys = await loadKeys(dataDirectory, {
    ...(environment.writeKey === undefined ? {} : { writeKey: environment.writeKey }),
    ...(environment.secretKey === undefined ? {} : { secretKey: environment.secretKey }),
  });
  const open = () => openEngine(parts);
  const opened = await openRestoring(dataDirectory, open);
  if ("failure" in opened) log.error({ err: opened.failure }, "a restore that was cut off was taken back");
  else if ("movedTo" in opened) log.warn({ movedTo: opened.movedTo }, "a restore that was cut off was ended");
  let engine = opened.engine;
  let state: Instance["state"] = "serving";
  const jobs = createJobs({ clock: Date.now, newId: randomUUID, log });

  return {
    get engine() {
      return engine;
    },
    get state() {
      return state;
    },
    jobs,
    keys,
    dataDirectory,
    startedAt: Date.now(),
    clock: Date.now,
    stop() {
      state = "stopping";
    },
    async restore(directory) {
      state = "restoring";
      try {
        const restored = await restoreDirectory({
          from: directory,
          dataDirectory,
          engine,
          reopen: open,
          now: Date.now(),
        });
        engine = restored.engine;
        if ("failure" in restored) throw restored.failure;
        return { entries: restored.entries, movedTo: restored.movedTo };
      } finally {
        state = "serving";
      }
    },
    close: () => engine.close(),
  };
}

async function openEngine({ dataDirectory, configuration, observe }: InstanceParts): Promise<Engine> {
  const stores = openStores(dataDirectory, configuration.business.timeZone);
  try {
    return await createEngine({ stores, ...configuration, clock: Date.now, newId: randomUUID, observe });
  } catch (error) {
    await stores.close();
    throw error;
  }
}
