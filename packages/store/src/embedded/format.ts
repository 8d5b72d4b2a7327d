import { AttuneError } from "@attune/model/errors";
import type { Databases } from "./databases.ts";
import { decode, encode } from "./encode.ts";

/** One step of the format: turns data of the version before it into its own, in one transaction. */
interface Migration {
  version: number;
  migrate(databases: Databases): void;
}

/** In order. A release that changes what is on disk adds a step here and a fixture in `fixtures/`. */
const migrations: readonly Migration[] = [{ version: 1, migrate: () => {} }];

export const formatVersion = 1;

const key = "format";

/** Brings the data up to `formatVersion` (a new environment starts at 0). Throws `data-directory-newer` for data of a later release. */
export function migrateFormat(databases: Databases): void {
  databases.meta.transactionSync(() => {
    const stored = databases.meta.getBinary(key);
    const from = stored === undefined ? 0 : decode<{ version: number }>(stored).version;
    if (from > formatVersion)
      throw new AttuneError(
        "data-directory-newer",
        `The data has format ${from}; this release knows formats up to ${formatVersion}.`,
      );
    if (from === formatVersion) return;
    for (const { version, migrate } of migrations) if (version > from) migrate(databases);
    databases.meta.putSync(key, encode({ version: formatVersion }));
  });
}
