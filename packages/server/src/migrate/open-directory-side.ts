import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Stores } from "@attune/engine/ports/stores";
import { AttuneError } from "@attune/model/errors";
import { fileShelf } from "../accounts/book-shelves.ts";
import { keepText } from "../instance/load-configuration.ts";
import { openStores } from "../instance/open-stores.ts";
import { lastPlaybook } from "./last-playbook.ts";
import { forgetMoved, markMoved } from "./moved.ts";
import type { Side } from "./side.ts";

/** Only until the playbook that ran there has been read: it says what days profiles count. */
const anyTimeZone = "UTC";

/** A data directory that something was collected in. Throws `data-directory-locked` while a server runs on it. */
export async function openOldDirectory(directory: string): Promise<Side> {
  if (!existsSync(join(directory, "state")))
    throw new AttuneError("bad-request", `${directory} holds no data.`, { path: "from" });
  const stores = openStores(directory, anyTimeZone);
  const side = { ...placeOf(directory), ...(await lastPlaybook(stores.definitions)) };
  const { timeZone } = side;
  if (timeZone === anyTimeZone) return { ...side, stores, close: () => stores.close() };
  await stores.close();
  const reopened = openStores(directory, timeZone);
  return { ...side, stores: reopened, close: () => reopened.close() };
}

/** A data directory that is to take everything in; made where there is none. */
export async function openNewDirectory(
  directory: string,
  { playbook, timeZone }: Pick<Side, "playbook" | "timeZone">,
): Promise<Side> {
  await mkdir(directory, { recursive: true });
  const stores = openStores(directory, timeZone);
  return {
    ...placeOf(directory),
    stores,
    playbook,
    timeZone,
    async close() {
      await keepText(directory, playbook);
      await stores.close();
    },
  };
}

const placeOf = (directory: string) => ({
  accounts: fileShelf(join(directory, "accounts.json")),
  takesIn: (old: Stores) => old,
  settle: async () => {},
  takeOver: () => forgetMoved(directory),
  handOver: (to: string, now: number) => markMoved(directory, { to, at: new Date(now).toISOString() }),
});
