import { AttuneError } from "@attune/model/errors";
import { decode, encode } from "../encode.ts";
import type { Databases } from "./databases.ts";
import { indexSeen } from "./seen-by-expiry.ts";

/** One step of the format: turns data of the version before it into its own, in one transaction. */
interface Migration {
  version: number;
  migrate(databases: Databases): void;
}

/** In order. A release that changes what is on disk adds a step here and a fixture in `fixtures/`. */
const migrations: readonly Migration[] = [
  { version: 1, migrate: () => {} },
  { version: 2, migrate: indexSeen },
  // Profiles may be behind the log since; those of before lack nothing.
  { version: 3, migrate: () => {} },
  // Scores go with their profile since: an earlier release would leave those of an erased person.
  { version: 4, migrate: () => {} },
  // Rows of analytics tell properties and channels since; those of before are made anew from the log.
  { version: 5, migrate: fillAnalyticsAgain },
];

/** The format that this release writes. */
export const formatVersion = 5;

const key = "format";

/** Throws `data-directory-newer` for data of a later release. */
export function requireKnownFormat(meta: Databases["meta"]): void {
  const version = versionOf(meta);
  if (version > formatVersion)
    throw new AttuneError(
      "data-directory-newer",
      `The data has format ${version}; this release knows formats up to ${formatVersion}.`,
    );
}

/** Brings data of a known format up to `formatVersion`. */
export function migrateFormat(databases: Databases): void {
  databases.meta.transactionSync(() => {
    const from = versionOf(databases.meta);
    if (from === formatVersion) return;
    for (const { version, migrate } of migrations) if (version > from) migrate(databases);
    databases.meta.putSync(key, encode({ version: formatVersion }));
  });
}

/** Has the projector empty analytics and begin at the first entry: its checkpoint, as `runtime/projector.ts` keeps it. */
function fillAnalyticsAgain({ definitions }: Databases): void {
  const checkpoint: [string, string] = ["checkpoint", "analytics"];
  if (definitions.getBinary(checkpoint) === undefined) return;
  definitions.putSync(checkpoint, encode({ done: 0, underway: null, clearing: true }));
}

/** 0 where nothing was written yet. */
function versionOf(meta: Databases["meta"]): number {
  const stored = meta.getBinary(key);
  return stored === undefined ? 0 : decode<{ version: number }>(stored).version;
}
