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
import { lastPlaybook } from "../migrate/last-playbook.ts";
import { moveRunning } from "../migrate/move-running.ts";
import { requireNotMoved } from "../migrate/moved.ts";
import { type WatchedStores, watchRewrites } from "../migrate/watch-rewrites.ts";
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
  clock: () => number;
  /** Those of a cluster; absent: those of the data directory. */
  openStores?: () => Promise<Stores>;
  /** Absent: nothing is sent. */
  prepareOutlets?: (playbook: Playbook, keys: Keys) => Promise<Outlets>;
}

/** Opens the embedded stores of a data directory and the engine on them, and ends a restore that was cut off. */
export async function openInstance(parts: InstanceParts): Promise<Instance> {
  const { dataDirectory, environment, log, clock } = parts;
  const keys = await loadKeys(dataDirectory, {
    ...(environment.writeKey === undefined ? {} : { writeKey: environment.writeKey }),
    ...(environment.secretKey === undefined ? {} : { secretKey: environment.secretKey }),
  });
  const { prepareOutlets } = parts;
  const outlets =
    prepareOutlets === undefined ? {} : { prepareOutlets: (book: Playbook) => prepareOutlets(book, keys) };
  let watched!: WatchedStores;
  const openOn = async (playbook: PlaybookText, settle?: typeof keepPlaybook) => {
    const opened = await openEngine({ ...parts, playbook }, outlets, settle);
    watched = opened.watched;
    return opened.engine;
  };
  const reopen = async (settle?: typeof keepPlaybook) => openOn(await loadConfiguration(dataDirectory, null), settle);
  if (parts.openStores === undefined) await requireNotMoved(dataDirectory);
  const opened = await openRestoring(dataDirectory, () => openOn(parts.playbook));
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
    clock,
    onTrouble: (error) => log.error({ err: error }, "what accounts and keys were last used could not be written down"),
  });
  if (!parts.isDemo) await accounts.endDemo();
  let engine = opened.engine;
  let state: Instance["state"] = "serving";
  let hasMoved = false;
  const jobs = createJobs({ clock, newId: randomUUID, log });

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
    startedAt: clock(),
    clock,
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
          reopen: () => reopen(keepPlaybook),
          now: clock(),
        });
        engine = restored.engine;
        if ("failure" in restored) throw restored.failure;
        return { entries: restored.entries, movedTo: restored.movedTo };
      } finally {
        state = "serving";
      }
    },
    async move(to, onStep) {
      if (parts.openStores !== undefined)
        throw new AttuneError(
          "bad-request",
          "A cluster is moved while its nodes are stopped: attune migrate --from cluster.yaml --to DIRECTORY.",
        );
      const running = { ...(await lastPlaybook(watched.stores.definitions)), watched, dataDirectory };
      return moveRunning({ running, to, environment, standStill, onStep });
    },
    async close() {
      if (!hasMoved) await engine.close();
    },
  };

  /** Other long work ends on the engine that it began with. */
  async function othersEnded(): Promise<void> {
    const others = () => jobs.list().filter((job) => job.state === "running" && job.kind !== "migrate");
    while (others().length > 0) await Promise.all(others().map(({ jobId }) => jobs.ended(jobId)));
  }

  /** Nothing is open and nobody served during the work; only where it fails the engine is opened again. */
  async function standStill<T>(work: () => Promise<T>): Promise<T> {
    await othersEnded();
    state = "moving";
    let next: Instance["state"] = "serving";
    try {
      await engine.close();
      const done = await work();
      next = "moved";
      hasMoved = true;
      return done;
    } catch (error) {
      engine = await reopen();
      throw error;
    } finally {
      state = next;
    }
  }
}

/** Opens the stores, decides which playbook runs, and puts the engine on both. */
async function openEngine(
  parts: InstanceParts,
  outlets: Pick<EngineParts, "prepareOutlets">,
  settle?: typeof keepPlaybook,
): Promise<{ engine: Engine; watched: WatchedStores }> {
  const { dataDirectory, playbook, observe, clock } = parts;
  const { timeZone } = playbook.configuration.business;
  const watched = watchRewrites(
    parts.openStores === undefined ? openStores(dataDirectory, timeZone) : await parts.openStores(),
  );
  const { stores } = watched;
  try {
    await settle?.(stores.definitions, playbook, clock());
    const { text, configuration } = await beginPlaybook(stores.definitions, playbook, clock());
    await keepText(dataDirectory, text);
    // A process of its own reads the data directory; a cluster's people are not there.
    const apart =
      parts.openStores === undefined
        ? { fillSegmentsApart: createFillApart(dataDirectory, configuration.business.timeZone) }
        : {};
    const engine = await createEngine({
      stores,
      ...configuration,
      clock,
      newId: randomUUID,
      observe,
      ...apart,
      ...outlets,
    });
    return { engine, watched };
  } catch (error) {
    await stores.close();
    throw error;
  }
}
