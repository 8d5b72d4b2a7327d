import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inService, type Registry } from "@attune/learn/registry/registry";
import { decodeModel } from "@attune/learn/serve/model-file";
import type { Instance } from "../instance/instance.ts";
import { loadRegistry } from "./model-registry.ts";

/** The place in the registry that all lists of models are served from. */
export const recommendationSlot = "recommendations";

/** Models of the past whose files are kept, so that one can go back to them at once. */
const keptFiles = 3;

/** Where files of models lie; it is made where it is not there. */
export async function modelFolder({ dataDirectory, startedAt }: Instance): Promise<string> {
  const folder = join(dataDirectory ?? join(tmpdir(), `attune-${process.pid}-${startedAt}`), "models");
  await mkdir(folder, { recursive: true });
  return folder;
}

export function modelPath(folder: string, modelId: string): string {
  return join(folder, `${encodeURIComponent(modelId)}${fileEnding}`);
}

const fileEnding = ".bin";

/** Ids of the models whose files are there, in the order of their names, which is that of their training. */
export async function keptModels(instance: Instance): Promise<string[]> {
  const names = await readdir(await modelFolder(instance));
  return names
    .filter((name) => name.endsWith(fileEnding))
    .map((name) => decodeURIComponent(name.slice(0, -fileEnding.length)))
    .sort();
}

const trainingPrefix = "training-";

/** A folder for the files of one training, which are about people: it goes with the training. */
export async function trainingFolder(models: string): Promise<string> {
  return mkdtemp(join(models, trainingPrefix));
}

/** Removes what trainings left that were cut off with their server. None may be under way. */
export async function forgetTrainings(instance: Instance): Promise<void> {
  const models = await modelFolder(instance);
  for (const name of await readdir(models)) {
    if (name.startsWith(trainingPrefix) || name.endsWith(".part"))
      await rm(join(models, name), { recursive: true, force: true });
  }
}

/**
 * Has the engine serve what the registry says: after a start, a restore, a promotion or a way back. Returns the id of the model that serves; null where none does:
 * then popular items stand in.
 */
export async function serveRegistered(instance: Instance): Promise<string | null> {
  const { engine } = instance;
  const wanted = inService(await loadRegistry(engine.stores.definitions), recommendationSlot)?.modelId ?? null;
  if (wanted === engine.catalogue.servedModelId()) return wanted;
  if (wanted === null) {
    await engine.catalogue.serve(null);
    return null;
  }
  const bytes = await readFile(modelPath(await modelFolder(instance), wanted));
  await engine.catalogue.serve(decodeModel(bytes));
  return wanted;
}

/** Removes files of models that nothing goes back to: but for the last few that served, and `besides`. */
export async function forgetModelFiles(instance: Instance, registry: Registry, besides: string): Promise<void> {
  const served = registry.service.filter(({ slot }) => slot === recommendationSlot).map(({ modelId }) => modelId);
  const kept = new Set([...served.slice(-keptFiles), besides].map((modelId) => modelPath("", modelId)));
  const folder = await modelFolder(instance);
  for (const name of await readdir(folder)) {
    if (name.endsWith(fileEnding) && !kept.has(name)) await rm(join(folder, name), { force: true });
  }
}
