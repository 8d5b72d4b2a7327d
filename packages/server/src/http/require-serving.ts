import { AttuneError } from "@attune/model/errors";
import type { Instance } from "../instance/instance.ts";

/** Throws `overloaded` while a backup is restored, `stopping` once the server stops. */
export function requireServing({ state }: Pick<Instance, "state">): void {
  if (state === "restoring") throw new AttuneError("overloaded", "A backup is being restored.");
  if (state === "stopping") throw new AttuneError("stopping", "The server is shutting down.");
}
