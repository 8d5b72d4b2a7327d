import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { Playbook, TacticStop } from "@attune/model/tactic";
import type { DefinitionStore } from "../ports/definition-store.ts";
import { allDefinitions } from "./all-definitions.ts";

/** Tactics that are not shown although the playbook declares them. What is said here is on disk before it counts. */
export interface TacticStops {
  /** By tactic id, ascending. */
  list(): TacticStop[];
  stop(tacticId: string, by: string, reason: string): Promise<TacticStop>;
  resume(tacticId: string): Promise<TacticStop>;
}

const kind = "tactic-stop";

interface Deps {
  definitions: DefinitionStore;
  playbook: () => Playbook;
  clock: () => number;
  /** Something was stopped or resumed. */
  onChange: () => void;
}

export async function createTacticStops({ definitions, playbook, clock, onChange }: Deps): Promise<TacticStops> {
  const stops = (await allDefinitions(definitions, kind)) as unknown as Map<string, TacticStop>;

  return {
    list: () => [...stops.values()].sort((a, b) => (a.tacticId < b.tacticId ? -1 : 1)),
    async stop(tacticId, by, reason) {
      if (!playbook().tactics.some((tactic) => tactic.tacticId === tacticId))
        throw new AttuneError("not-found", `no tactic "${tacticId}" in the playbook`, { path: "id" });
      const stopped: TacticStop = { tacticId, at: clock(), by, reason };
      await definitions.put(kind, [[tacticId, stopped as unknown as Json]]);
      stops.set(tacticId, stopped);
      onChange();
      return stopped;
    },
    async resume(tacticId) {
      const stopped = stops.get(tacticId);
      if (stopped === undefined) throw new AttuneError("conflict", `tactic ${tacticId} is not stopped`);
      await definitions.delete(kind, [tacticId]);
      stops.delete(tacticId);
      onChange();
      return stopped;
    },
  };
}
