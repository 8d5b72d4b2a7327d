import { resolve } from "node:path";
import type { Environment } from "../environment.ts";
import type { ClusterSettings } from "./cluster-settings.ts";
import { openClusterFile } from "./open-cluster-file.ts";

/** What `--cluster [file]` means: the file, or without one what the variables say. */
export function openClusterOption(option: string | true, environment: Environment): Promise<ClusterSettings> {
  const file = option === true ? null : resolve(environment.workingDirectory, option);
  return openClusterFile(file, environment.variables ?? {});
}
