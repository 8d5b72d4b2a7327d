import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { clusterFault } from "./cluster-fault.ts";
import type { ClusterFile } from "./cluster-file.ts";

type Secret = NonNullable<ClusterFile["redis"]["password"]>;

/** What a file or variable holds, without the line break at its end. */
export interface SecretPlaces {
  /** Relative paths are beside the cluster file. */
  directory: string;
  variables: Readonly<Record<string, string | undefined>>;
}

/** @param path of the field, for what is said of it */
export async function readSecret(secret: Secret, path: string, places: SecretPlaces): Promise<string> {
  if ("variable" in secret) {
    const value = places.variables[secret.variable];
    if (value === undefined || value === "") throw clusterFault(path, `names ${secret.variable}, which is not set`);
    return value;
  }
  const file = resolve(places.directory, secret.file);
  const { mode } = await stat(file).catch(() => {
    throw clusterFault(path, `names ${file}, which cannot be read`);
  });
  // The owner, and a group that reads: so secrets are mounted for processes that are not root.
  if (process.platform !== "win32" && (mode & 0o027) !== 0) {
    const rights = (mode & 0o777).toString(8).padStart(4, "0");
    throw clusterFault(path, `names ${file}, which others may read (${rights}); give it 0400 or 0440`);
  }
  const value = (await readText(file, path)).replace(/\r?\n$/, "");
  if (value === "") throw clusterFault(path, `names ${file}, which is empty`);
  return value;
}

/** PEM texts of a `tls` entry. A key is a secret like any other. */
export async function readCertificates(
  tls: NonNullable<ClusterFile["redis"]["tls"]>,
  path: string,
  places: SecretPlaces,
): Promise<{ ca: string; cert?: string; key?: string }> {
  const { ca, cert, key } = tls;
  if ((cert === undefined) !== (key === undefined)) throw clusterFault(path, "needs `cert` and `key` together");
  const read = (name: string, field: string) => readText(resolve(places.directory, name), `${path}.${field}`);
  const own =
    cert === undefined || key === undefined
      ? {}
      : { cert: await read(cert, "cert"), key: await readSecret({ file: key }, `${path}.key`, places) };
  return { ca: await read(ca, "ca"), ...own };
}

async function readText(file: string, path: string): Promise<string> {
  return await readFile(file, "utf8").catch(() => {
    throw clusterFault(path, `names ${file}, which cannot be read`);
  });
}
