import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServedAs } from "@attune/engine/runtime/catalogue-keeper";
import { inService, type Registry, type ServiceEntry } from "@attune/learn/registry/registry";
import { decodeModel } from "@attune/learn/serve/model-file";
import type { ServedModel } from "@attune/learn/serve/served-model";
import { AttuneError } from "@attune/model/errors";
import type { Instance } from "../instance/instance.ts";
import { loadRegistry } from "./model-registry.ts";
import { isDamaged } from "./sealed-file.ts";

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
  return join(folder, modelName(modelId));
}

/** The name of a model's file. */
export function modelName(modelId: string): string {
  return `${encodeURIComponent(modelId)}${fileEnding}`;
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

/** Removes what trainings left that were cut off with their server, and tells whether any was. None may be under way. */
export async function forgetTrainings(instance: Instance): Promise<boolean> {
  const models = await modelFolder(instance);
  const left = (await readdir(models)).filter((name) => name.startsWith(trainingPrefix) || name.endsWith(".part"));
  for (const name of left) await rm(join(models, name), { recursive: true, force: true });
  return left.length > 0;
}

/** Removes what a training that failed has written of its model, unless the model is registered: then lists may be served from it. */
export async function forgetFailed(instance: Instance, modelId: string): Promise<void> {
  const { models } = await loadRegistry(instance.engine.stores.definitions);
  if (models.some((card) => card.modelId === modelId)) return;
  const path = modelPath(await modelFolder(instance), modelId);
  await Promise.all([rm(path, { force: true }), rm(`${path}.part`, { force: true })]);
}

/**
 * Has the engine serve what the registry says: after a start, a restore, a promotion or a way back. Returns the id of the model that serves; null where none does:
 * then popular items stand in.
 */
export async function serveRegistered(instance: Instance): Promise<string | null> {
  const { engine } = instance;
  const wanted = inService(await loadRegistry(engine.stores.definitions), recommendationSlot);
  if (!isServedAs(engine.catalogue.served(), wanted))
    await engine.catalogue.serve(
      wanted === undefined ? null : modelAsIn(wanted, await readModel(instance, wanted.modelId)),
    );
  return wanted?.modelId ?? null;
}

/** Whether what serves is what the registry says, in all that it may speak of. */
export function isServedAs(served: ServedAs | null, wanted: ServiceEntry | undefined): boolean {
  return served?.modelId === wanted?.modelId && served?.only === wanted?.only;
}

/** The model with what it may speak of in its service. */
export function modelAsIn({ only }: ServiceEntry, model: ServedModel): ServedModel {
  return only === undefined ? model : { ...model, only };
}

/**
 * A model, whole: from this node's folder, or from the shelf that nodes share, where another node made it or the file here is damaged. What lies here alone
 * goes on the shelf. Throws `conflict` where neither has it undamaged.
 */
export async function readModel(instance: Instance, modelId: string): Promise<ServedModel> {
  const path = modelPath(await modelFolder(instance), modelId);
  const { files } = instance.engine.stores;
  const name = modelName(modelId);
  const here = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return null;
  });
  const model = here === null ? null : decodeWhole(here);
  if (here !== null && model !== null) {
    if (files !== undefined && !(await files.has(name))) await files.put(name, here);
    return model;
  }
  const shelved = await files?.get(name);
  const fromShelf = shelved === undefined ? null : decodeWhole(shelved);
  if (shelved === undefined || fromShelf === null) {
    const state = here === null && shelved === undefined ? "not there" : "damaged";
    throw new AttuneError("conflict", `Lists cannot be served from ${modelId}: its file is ${state}.`);
  }
  await writeFile(`${path}.part`, shelved);
  await rename(`${path}.part`, path);
  return fromShelf;
}

/** Null for what is no model, or not all of one. */
function decodeWhole(bytes: Buffer): ServedModel | null {
  if (isDamaged(bytes)) return null;
  try {
    return decodeModel(bytes);
  } catch {
    return null;
  }
}

/** Removes files of models that nothing goes back to: but for the last few that served, and `besides`. */
export async function forgetModelFiles(instance: Instance, registry: Registry, besides: string): Promise<void> {
  const served = registry.service.filter(({ slot }) => slot === recommendationSlot).map(({ modelId }) => modelId);
  const kept = new Set([...served.slice(-keptFiles), besides].map((modelId) => modelPath("", modelId)));
  const folder = await modelFolder(instance);
  for (const name of await readdir(folder)) {
    if (name.endsWith(fileEnding) && !kept.has(name)) await rm(join(folder, name), { force: true });
  }
  await instance.engine.stores.files?.keepOnly([...kept]);
}
