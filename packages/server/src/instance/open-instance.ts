import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Stores } from "@attune/engine/ports/stores";
import { createEngine } from "@attune/engine/runtime/create-engine";
import type { Engine } from "@attune/engine/runtime/engine";
import type { EngineObserver, EngineParts } from "@attune/engine/runtime/engine-parts";
import type { Outlets } from "@attune/engine/runtime/outlets";
import { AttuneError } from "@attune/model/errors";
import type { Playbook } from "@attune/model/tactic";
import type { Logger } from "pino";
import { openAccountBook } from "../accounts/account-book.ts";
import { createAccounts } from "../accounts/accounts.ts";
import { definitionShelf, fileShelf } from "../accounts/book-shelves.ts";
import { createPasswords } from "../accounts/passwords.ts";
import type { Environment } from "../environment.ts";
import { createJobs } from "../jobs/jobs.ts";
import { beginPlaybook, keepPlaybook } from "../playbook/begin-playbook.ts";
import { createFillApart } from "../segment/fill-apart.ts";
import type { Instance } from "./instance.ts";
import { type Keys, loadKeys } from "./keys.ts";
import { keepText, loadConfiguration, type PlaybookText } from "./load-configuration.ts";
import { openStores } from "./open-stores.ts";
import { openRestoring, restoreDirectory } from "./restore-directory.ts";

interface InstanceParts {
  /** Absolute, and there already. */
  dataDirectory: string;
  /** What the start was given; `beginPlaybook` says when something else runs. */
  playbook: PlaybookText;
  environment: Environment;
  log: Logger;
  observe: EngineObserver;
  isDemo: boolean;
  /** Those of a cluster; absent: those of the data directory. */
  openStores?: () => Promise<Stores>;
  /** Absent: nothing is sent. */
  prepareOutlets?: (playbook: Playbook, keys: Keys) => Promise<Outlets>;
}

/** Opens the embedded stores of a data directory and the engine on them, and ends a restore that was cut off. */
export async function openInstance(parts: InstanceParts): Promise<Instance> {
  const { dataDirectory, environment, log } = parts;
  const keys = await loadKeys(dataDirectory, {
    ...(environment.writeKey === undefined ? {} : { writeKey: environment.writeKey }),
    ...(environment.secretKey === undefined ? {} : { secretKey: environment.secretKey }),
  });
  const { prepareOutlets } = parts;
  const outlets =
    prepareOutlets === undefined ? {} : { prepareOutlets: (book: Playbook) => prepareOutlets(book, keys) };
  const open = () => openEngine(parts, outlets);
  const reopen = async () => {
    const playbook = await loadConfiguration(dataDirectory, null);
    return openEngine({ ...parts, playbook }, outlets, keepPlaybook);
  };
  const opened = await openRestoring(dataDirectory, open);
  if ("failure" in opened) log.error({ err: opened.failure }, "a restore that was cut off was taken back");
  else if ("movedTo" in opened) log.warn({ movedTo: opened.movedTo }, "a restore that was cut off was ended");
  const inCluster = parts.openStores !== undefined;
  const shelf = inCluster
    ? definitionShelf(opened.engine.stores.definitions)
    : fileShelf(join(dataDirectory, "accounts.json"));
  const accounts = createAccounts({
    store: await openAccountBook(shelf),
    keys,
    passwords: createPasswords(),
    clock: Date.now,
    onTrouble: (error) => log.error({ err: error }, "what accounts and keys were last used could not be written down"),
  });
  if (!parts.isDemo) await accounts.endDemo();
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
    accounts,
    dataDirectory,
    peopleDirectory: inCluster ? null : dataDirectory,
    startedAt: Date.now(),
    clock: Date.now,
    stop() {
      state = "stopping";
    },
    async restore(directory) {
      if (parts.openStores !== undefined)
        throw new AttuneError("bad-request", "A cluster is not restored from a directory: use `attune migrate`.");
      state = "restoring";
      try {
        const restored = await restoreDirectory({
          from: directory,
          dataDirectory,
          engine,
          reopen,
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

/** Opens the stores, decides which playbook runs, and puts the engine on both. */
async function openEngine(
  parts: InstanceParts,
  outlets: Pick<EngineParts, "prepareOutlets">,
  settle?: typeof keepPlaybook,
): Promise<Engine> {
  const { dataDirectory, playbook, observe } = parts;
  const { timeZone } = playbook.configuration.business;
  const stores = parts.openStores === undefined ? openStores(dataDirectory, timeZone) : await parts.openStores();
  try {
    await settle?.(stores.definitions, playbook, Date.now());
    const { text, configuration } = await beginPlaybook(stores.definitions, playbook, Date.now());
    await keepText(dataDirectory, text);
    // A process of its own reads the data directory; a cluster's people are not there.
    const apart =
      parts.openStores === undefined
        ? { fillSegmentsApart: createFillApart(dataDirectory, configuration.business.timeZone) }
        : {};
    return await createEngine({
      stores,
      ...configuration,
      clock: Date.now,
      newId: randomUUID,
      observe,
      ...apart,
      ...outlets,
    });
  } catch (error) {
    await stores.close();
    throw error;
  }
}
