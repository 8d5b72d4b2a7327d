import { AttuneError } from "@attune/model/errors";
import type { ModelScope } from "../serve/served-model.ts";
import type { ModelCard } from "./model-card.ts";

/** Which model serves, since when and why; a slot is a place that one model at a time answers for ("home/for-you"). */
export interface ServiceEntry {
  slot: string;
  modelId: string;
  /** Milliseconds. */
  sinceAt: number;
  /** The gate's words, or why it was gone around or rolled back. */
  reasons: string[];
  /** Lists that it serves; absent: all. See `ModelScope`. */
  only?: ModelScope;
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

/** Whether what serves says what each person wants next, and not only what is like what. */
export function speaksOfNext(entry: ServiceEntry | undefined): entry is ServiceEntry {
  return entry !== undefined && entry.only === undefined;
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

const onlyLikeness =
  "It serves lists of what is like what, or bought with it; where lists are personal, popular items stand in.";

/**
 * Puts a model that was judged by what people want next where it may serve: everywhere, if it passed. If not, what is like what is no forecast: until a model has
 * passed, the newest serves lists of that kind; afterwards the one that passed goes on.
 */
export function admitModel(registry: Registry, entry: ServiceEntry, passes: boolean): Registry {
  if (passes) return promoteModel(registry, entry);
  if (speaksOfNext(inService(registry, entry.slot))) return registry;
  return promoteModel(registry, { ...entry, only: "likeness", reasons: [...entry.reasons, onlyLikeness] });
}

/**
 * Back to a model that served before the present one: the last one, or the one that is named. What served since is struck from the slot, so that nobody goes back to
 * it by chance; its card stays. Throws `conflict` where there was none.
 */
export function rollBack(
  registry: Registry,
  slot: string,
  sinceAt: number,
  reason: string,
  modelId: string | null = null,
): Registry {
  const ofSlot = registry.service.filter((entry) => entry.slot === slot);
  const present = ofSlot.at(-1);
  const at = ofSlot.findLastIndex(
    (entry) => entry.modelId !== present?.modelId && entry.modelId === (modelId ?? entry.modelId),
  );
  if (present === undefined || at < 0) {
    const earlier = [...new Set(ofSlot.map((entry) => entry.modelId))].filter((id) => id !== present?.modelId);
    const there = earlier.length === 0 ? "there is nothing to go back to" : `one can go back to ${earlier.join(", ")}`;
    const place = slot.slice(0, 100);
    const what =
      modelId === null
        ? `Nothing served ${place} before`
        : `${modelId.slice(0, 100)} is no model that served ${place} before`;
    throw new AttuneError("conflict", `${what}; ${there}.`);
  }
  const struck = new Set(ofSlot.slice(at + 1).map((entry) => entry.modelId));
  const target = ofSlot[at]!;
  struck.delete(target.modelId);
  const rest = registry.service.filter((entry) => entry.slot !== slot || !struck.has(entry.modelId));
  const reasons = [`Rolled back from ${present.modelId}: ${reason}`];
  return { ...registry, service: [...rest, { ...target, sinceAt, reasons }] };
}

/** Models beyond the latest hundred that no slot remembers are forgotten. */
function forgetUnused(registry: Registry): Registry {
  const used = new Set(registry.service.map(({ modelId }) => modelId));
  const latest = new Set(registry.models.slice(-100).map(({ modelId }) => modelId));
  return { ...registry, models: registry.models.filter(({ modelId }) => used.has(modelId) || latest.has(modelId)) };
}
