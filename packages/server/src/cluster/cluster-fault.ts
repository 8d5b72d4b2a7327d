import { AttuneError } from "@attune/model/errors";

/** Something is wrong in the cluster file, at this field. */
export function clusterFault(path: string, message: string): AttuneError {
  return new AttuneError("bad-request", `The cluster file: ${path === "" ? "it" : path} ${message}.`, { path });
}
