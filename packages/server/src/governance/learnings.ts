import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { Json } from "@attune/model/json";
import type { Learning } from "@attune/model/review";

const kind = "learning";

export async function hasOwnLearning(definitions: DefinitionStore): Promise<boolean> {
  return (await definitions.list(kind, null, 1)).length > 0;
}

/** The latest last, at most `limit`. */
export async function listLearnings(definitions: DefinitionStore, limit: number): Promise<Learning[]> {
  const kept = await definitions.list(kind, null, 100_000);
  return kept.slice(-limit).map(({ document }) => document as unknown as Learning);
}

export async function addLearning(definitions: DefinitionStore, learning: Learning): Promise<Learning> {
  const id = `${String(learning.at).padStart(15, "0")}-${learning.tacticId}`;
  await definitions.put(kind, [[id, learning as unknown as Json]]);
  return learning;
}
