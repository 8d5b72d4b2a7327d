import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { JourneyStore } from "@attune/engine/ports/journey-store";
import type { Stores } from "@attune/engine/ports/stores";
import { offerBooksKind } from "@attune/engine/runtime/kept-offer-books";
import type { Json, JsonObject } from "@attune/model/json";
import type { Offset } from "@attune/model/log-entry";
import type { OldStores } from "./old-stores.ts";
import { renumberLog } from "./renumber-log.ts";

/** The stores of one side as another with several partitions takes them in: what names an offset names the one that the entry gets there. */
export function renumberStores(from: Stores, partitions: number, entriesInBlock?: number): OldStores {
  const log = renumberLog(from.log, partitions, entriesInBlock);
  return {
    ...from,
    log,
    journeys: journeysUnder(from.journeys, log.offsetOf),
    definitions: documentsUnder(from.definitions, log.offsetOf),
    inItsOffsets: async (changed) => new Set(await Promise.all([...changed].map(log.offsetOf))),
  };
}

type OffsetOf = (old: Offset) => Promise<Offset>;

function journeysUnder(journeys: JourneyStore, offsetOf: OffsetOf): JourneyStore {
  return {
    ...journeys,
    async checkpoint() {
      const kept = await journeys.checkpoint();
      return kept === null ? null : { ...kept, offset: await offsetOf(kept.offset) };
    },
    async runsOf(journeyId, after, limit) {
      const runs = await journeys.runsOf(journeyId, after, limit);
      return Promise.all(runs.map(async (run) => ({ ...run, enteredOffset: await offsetOf(run.enteredOffset) })));
    },
  };
}

/** Under which name a document says how far the log has been followed; undefined: it says nothing of it. */
function offsetIn(kind: string, id: string): string | undefined {
  if (kind === offerBooksKind) return "offset";
  if (kind === "setting" && id === "privacy-upkeep") return "purgedOffset";
  if (kind !== "checkpoint") return undefined;
  return id === "segments" ? "checkpoint" : id.startsWith("destination:") ? "done" : undefined;
}

function documentsUnder(definitions: DefinitionStore, offsetOf: OffsetOf): DefinitionStore {
  async function under(kind: string, id: string, document: Json): Promise<Json> {
    const name = offsetIn(kind, id);
    const old = name === undefined ? undefined : (document as JsonObject)[name];
    return typeof old === "number" ? { ...(document as JsonObject), [name!]: await offsetOf(old) } : document;
  }
  return {
    ...definitions,
    async list(kind, after, limit) {
      const page = await definitions.list(kind, after, limit);
      return Promise.all(page.map(async ({ id, document }) => ({ id, document: await under(kind, id, document) })));
    },
  };
}
