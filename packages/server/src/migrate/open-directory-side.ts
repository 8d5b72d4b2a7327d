import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";
import { fileShelf } from "../accounts/book-shelves.ts";
import { readConfiguration } from "../config/read-configuration.ts";
import { keepText } from "../instance/load-configuration.ts";
import { openStores } from "../instance/open-stores.ts";
import { createRevisions } from "../playbook/revisions.ts";
import type { Side } from "./side.ts";

/** Only until the playbook that ran there has been read: it says what days profiles count. */
const anyTimeZone = "UTC";

/** A data directory that something was collected in. Throws `data-directory-locked` while a server runs on it. */
export async function openOldDirectory(directory: string): Promise<Side> {
  if (!existsSync(join(directory, "state")))
    throw new AttuneError("bad-request", `${directory} holds no data.`, { path: "from" });
  const stores = openStores(directory, anyTimeZone);
  const text = (await createRevisions(stores.definitions).latest())?.text ?? "";
  const { timeZone } = readConfiguration(text).business;
  const accounts = accountsOf(directory);
  if (timeZone === anyTimeZone) return { stores, accounts, playbook: text, timeZone, close: () => stores.close() };
  await stores.close();
  const reopened = openStores(directory, timeZone);
  return { stores: reopened, accounts, playbook: text, timeZone, close: () => reopened.close() };
}

/** A data directory that is to take everything in; made where there is none. */
export async function openNewDirectory(directory: string, { playbook, timeZone }: Side): Promise<Side> {
  await mkdir(directory, { recursive: true });
  const stores = openStores(directory, timeZone);
  return {
    stores,
    accounts: accountsOf(directory),
    playbook,
    timeZone,
    async close() {
      await keepText(directory, playbook);
      await stores.close();
    },
  };
}

const accountsOf = (directory: string) => fileShelf(join(directory, "accounts.json"));
