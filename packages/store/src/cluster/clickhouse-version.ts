import { AttuneError } from "@attune/model/errors";

/** Lightweight deletions, tokens of inserts on plain tables, `{name:Type}` over HTTP: all of it is there and settled since. */
export const oldestClickHouse = "24.3";

/** Throws `unsupported-platform` for a server that is too old; a version that cannot be read is taken for too old. */
export function requireClickHouseVersion(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestClickHouse.split(".").map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new AttuneError("unsupported-platform", `ClickHouse is ${version}; ${oldestClickHouse} or newer is needed.`);
}
