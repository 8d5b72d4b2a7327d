import { resolve } from "node:path";
import { openClusterFile } from "../cluster/open-cluster-file.ts";
import type { Environment } from "../environment.ts";
import { openClusterSide } from "./open-cluster-side.ts";
import { openNewDirectory, openOldDirectory } from "./open-directory-side.ts";
import type { Side } from "./side.ts";

/** Where everything is: a data directory, or what a cluster file names. */
export function openOldSide(path: string, environment: Environment): Promise<Side> {
  const place = resolve(environment.workingDirectory, path);
  return isClusterFile(path) ? openCluster(place, environment) : openOldDirectory(place);
}

/** Where everything is to go. @param old its playbook and time zone go there */
export function openNewSide(
  path: string,
  old: Pick<Side, "playbook" | "timeZone">,
  environment: Environment,
): Promise<Side> {
  const place = resolve(environment.workingDirectory, path);
  return isClusterFile(path) ? openCluster(place, environment) : openNewDirectory(place, old);
}

async function openCluster(file: string, environment: Environment): Promise<Side> {
  return openClusterSide(await openClusterFile(file, environment.variables ?? {}));
}

function isClusterFile(path: string): boolean {
  return /\.ya?ml$/.test(path);
}
