import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import { emptyRegistry, type Registry } from "@attune/learn/registry/registry";
import type { Json } from "@attune/model/json";

const kind = "model-registry";

export async function loadRegistry(definitions: DefinitionStore): Promise<Registry> {
  return ((await definitions.get(kind, "all")) as Registry | undefined) ?? emptyRegistry;
}

const lastChange = new WeakMap<DefinitionStore, Promise<unknown>>();

/** One change after another: two at once would lose one. */
export function changeRegistry(definitions: DefinitionStore, act: (registry: Registry) => Registry): Promise<Registry> {
  const next = (lastChange.get(definitions) ?? Promise.resolve()).then(async () => {
    const changed = act(await loadRegistry(definitions));
    await definitions.put(kind, [["all", changed as unknown as Json]]);
    return changed;
  });
  lastChange.set(
    definitions,
    next.catch(() => {}),
  );
  return next;
}
