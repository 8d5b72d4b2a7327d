import { AttuneError } from "@attune/model/errors";
import type { ModelCard } from "./model-card.ts";

/** Which model serves, since when and why; a slot is a place that one model at a time answers for ("home/for-you"). */
export interface ServiceEntry {
  slot: string;
  modelId: string;
  /** Milliseconds. */
  sinceAt: number;
  /** The gate's words, or why it was gone around or rolled back. */
  reasons: string[];
}

/** All models that are kept and who serves where: plain data, so that it can be stored as it is. */
export interface Registry {
  models: readonly ModelCard[];
  /** Oldest first; the last entry of a slot is in service. */
  service: readonly ServiceEntry[];
}

export const emptyRegistry: Registry = { models: [], service: [] };

/** Entries of the past that are kept per slot: as far as one can roll back. */
const keptPerSlot = 20;

/** Adds a model. Throws `conflict` for an id that is taken: a card does not change. */
export function registerModel(registry: Registry, card: ModelCard): Registry {
  if (registry.models.some(({ modelId }) => modelId === card.modelId))
    throw new AttuneError("conflict", `There is a model ${card.modelId} already; a card does not change.`);
  return { ...registry, models: [...registry.models, card] };
}

/** The model in service, undefined where none is. */
export function inService(registry: Registry, slot: string): ServiceEntry | undefined {
  return registry.service.findLast((entry) => entry.slot === slot);
}

/** Puts a model into service. Throws `not-found` for a model that is not registered. */
export function promoteModel(registry: Registry, entry: ServiceEntry): Registry {
  if (!registry.models.some(({ modelId }) => modelId === entry.modelId))
    throw new AttuneError("not-found", `There is no model ${entry.modelId.slice(0, 100)}.`);
  const service = [...registry.service, entry];
  const ofSlot = service.filter(({ slot }) => slot === entry.slot);
  const oldest = ofSlot.slice(0, Math.max(0, ofSlot.length - keptPerSlot));
  return forgetUnused({ ...registry, service: service.filter((kept) => !oldest.includes(kept)) });
}

/** Back to the model that served before the present one, which is struck from the slot. Throws `conflict` where there was none. */
export function rollBack(registry: Registry, slot: string, sinceAt: number, reason: string): Registry {
  const ofSlot = registry.service.filter((entry) => entry.slot === slot);
  const present = ofSlot.at(-1);
  const before = ofSlot.findLast(({ modelId }) => modelId !== present?.modelId);
  if (present === undefined || before === undefined)
    throw new AttuneError("conflict", `Nothing served ${slot.slice(0, 100)} before; there is nothing to go back to.`);
  const rest = registry.service.filter((entry) => entry.slot !== slot || entry.modelId !== present.modelId);
  const reasons = [`Rolled back from ${present.modelId}: ${reason}`];
  return { ...registry, service: [...rest, { slot, modelId: before.modelId, sinceAt, reasons }] };
}

/** Models beyond the latest hundred that no slot remembers are forgotten. */
function forgetUnused(registry: Registry): Registry {
  const used = new Set(registry.service.map(({ modelId }) => modelId));
  const latest = new Set(registry.models.slice(-100).map(({ modelId }) => modelId));
  return { ...registry, models: registry.models.filter(({ modelId }) => used.has(modelId) || latest.has(modelId)) };
}
