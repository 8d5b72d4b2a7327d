import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import { readConfiguration } from "../config/read-configuration.ts";
import { createRevisions } from "../playbook/revisions.ts";
import type { Side } from "./side.ts";

/** The playbook that ran last on these stores, or runs. */
export async function lastPlaybook(definitions: DefinitionStore): Promise<Pick<Side, "playbook" | "timeZone">> {
  const playbook = (await createRevisions(definitions).latest())?.text ?? "";
  return { playbook, timeZone: readConfiguration(playbook).business.timeZone };
}
