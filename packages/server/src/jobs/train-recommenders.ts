import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import { takeTurns } from "@attune/engine/runtime/take-turns";
import type { ModelCard } from "@attune/learn/registry/model-card";
import { admitModel, inService, type Registry, registerModel, speaksOfNext } from "@attune/learn/registry/registry";
import { dayMs } from "@attune/math/time-units";
import type { Json } from "@attune/model/json";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { Instance } from "../instance/instance.ts";
import { whyModelsWait } from "../playbook/model-thresholds.ts";
import { markDrift } from "../recommenders/drift-marks.ts";
import { learningRule, leaveOutRefusals } from "../recommenders/leave-out-refusals.ts";
import {
  forgetFailed,
  forgetModelFiles,
  modelFolder,
  modelPath,
  recommendationSlot,
  serveRegistered,
  trainingFolder,
} from "../recommenders/model-files.ts";
import { changeRegistry, loadRegistry } from "../recommenders/model-registry.ts";
import { trainApart } from "../recommenders/train-apart.ts";
import type { RefusalsOrder, TrainingResult } from "../recommenders/training.ts";
import type { JobContext } from "./jobs.ts";

/** How models for lists are trained; kept, so that scheduled trainings do the same. */
export interface TrainingChoices {
  /** Hours between trainings while a server runs; 0: none is begun by itself. */
  everyHours: number;
  /** Why a model goes into service below the thresholds under which models are held back; absent: it does not. */
  despite?: string;
}

export interface TrainingReport extends TrainingResult {
  schema: "attune.learn.train/1";
  /** Whether all lists are served from it now; false also where it serves those of likeness alone. */
  inService: boolean;
  /** Why, or why not. */
  reasons: string[];
  seconds: number;
}

export const usualTrainingChoices: TrainingChoices = { everyHours: 24 };

const settleMs = 60_000;
const horizonDays = 365;
const mostEvents = 20_000_000;
const patience = { timeoutMs: 900_000, maxMemoryBytes: 2 * 1024 ** 3, priority: "heavy" } as const;
const settingId = "recommender-training";

interface LastTraining {
  at: number;
  choices: TrainingChoices;
  report: TrainingReport | Undetermined | null;
}

/** The last training and the choices it left; null where there was none. */
export async function lastTraining(definitions: DefinitionStore): Promise<LastTraining | null> {
  return ((await definitions.get("setting", settingId)) as unknown as LastTraining | undefined) ?? null;
}

/**
 * Trains models for lists from what people did in the last year, in a process of its own; where the gate lets the new one pass and nothing holds models back, the
 * lists are served from it at once.
 */
export async function trainRecommenders(
  instance: Instance,
  choices: TrainingChoices,
  { signal, onProgress }: JobContext,
): Promise<TrainingReport | Undetermined> {
  const { engine, clock } = instance;
  const { definitions } = engine.stores;
  const begunAt = clock();
  await engine.settled(settleMs);
  const models = await modelFolder(instance);
  const folder = await trainingFolder(models);
  const modelId = `lists-${new Date(begunAt).toISOString().replace(/[:.]/g, "")}`;
  try {
    const touchesPath = join(folder, "touches.jsonl");
    const itemsPath = join(folder, "items.jsonl");
    const asked = { sinceMs: begunAt - horizonDays * dayMs, untilMs: begunAt + 1, limit: mostEvents };
    await engine.stores.analytics.writeRows("item-touches", asked, touchesPath, patience);
    const refusals = await refusalsLeft(instance, touchesPath, signal);
    await writeItems(definitions, itemsPath);
    signal.throwIfAborted();
    const serving = cardInService(await loadRegistry(definitions));
    const champion = serving?.name ?? null;
    const championPath = serving === undefined ? null : modelPath(models, serving.modelId);
    const files = { touchesPath, refusals, itemsPath, modelPath: modelPath(models, modelId) };
    const order = { ...files, modelId, nowAt: begunAt };
    const result = await trainApart({ ...order, champion, championPath, seed: modelId }, { signal, onProgress });
    if (!isUndetermined(result)) await markDrift(definitions, result.drift);
    const report = isUndetermined(result) ? result : await putIntoService(instance, result, choices, begunAt);
    const last: LastTraining = { at: begunAt, choices, report };
    await definitions.put("setting", [[settingId, last as unknown as Json]]);
    return report;
  } catch (error) {
    await forgetFailed(instance, modelId);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the training's process is to take out itself, which reads the people it needs beside this one; null: this one has done it. */
async function refusalsLeft(
  { engine, peopleDirectory }: Instance,
  touchesPath: string,
  signal: AbortSignal,
): Promise<RefusalsOrder | null> {
  const rule = learningRule(engine);
  if (peopleDirectory !== null) return { directory: peopleDirectory, timeZone: engine.business().timeZone, rule };
  const takeTurn = takeTurns();
  await leaveOutRefusals(touchesPath, rule, {
    profileOf: (personId) => engine.stores.state.profile(personId),
    pause() {
      signal.throwIfAborted();
      return takeTurn();
    },
  });
  return null;
}

async function putIntoService(
  instance: Instance,
  result: TrainingResult,
  choices: TrainingChoices,
  begunAt: number,
): Promise<TrainingReport> {
  const { engine, clock } = instance;
  const { definitions } = engine.stores;
  const { verdict } = result.gate;
  const wait = whyModelsWait({ visitorsPerMonth: result.people, items: result.data.items });
  const despite = choices.despite ?? engine.playbook.modelsBelowThresholds;
  const mayServe = wait === null || despite !== undefined;
  const passes = verdict.passes && mayServe;
  const held = wait === null ? [] : [`${despite === undefined ? "Held back" : "Below the thresholds"}: ${wait}.`];
  const override = wait !== null && despite !== undefined ? [`In service all the same: ${despite}`] : [];
  const reasons = [...verdict.reasons, ...held, ...override];
  const registry = await changeRegistry(definitions, (present) => {
    const parentId = inService(present, recommendationSlot)?.modelId ?? null;
    const registered = registerModel(present, {
      modelId: result.modelId,
      name: result.chosen.personal,
      parameters: result.parameters,
      seed: result.modelId,
      trainedAt: begunAt,
      data: result.data,
      metrics: result.metrics,
      parentId,
      gate: result.gate,
    });
    const entry = { slot: recommendationSlot, modelId: result.modelId, sinceAt: clock(), reasons };
    return mayServe ? admitModel(registered, entry, verdict.passes) : registered;
  });
  await serveRegistered(instance);
  await forgetModelFiles(instance, registry, result.modelId);
  const seconds = Math.round((clock() - begunAt) / 100) / 10;
  return { schema: "attune.learn.train/1", ...result, inService: passes, reasons, seconds };
}

/** Of the model behind personal lists; undefined where popular items stand in them, which then are what the next one has to beat. */
function cardInService(registry: Registry): ModelCard | undefined {
  const entry = inService(registry, recommendationSlot);
  return speaksOfNext(entry) ? registry.models.find((card) => card.modelId === entry.modelId) : undefined;
}

/** About a millisecond of reading and writing. */
const itemsPerPage = 100;

/** The catalogue as lines, page after page, in short turns. */
async function writeItems(definitions: DefinitionStore, path: string): Promise<void> {
  const out = createWriteStream(path);
  const takeTurn = takeTurns();
  let after: string | null = null;
  for (;;) {
    const page = await definitions.list("item", after, itemsPerPage);
    const lines = page.map(({ id, document }) => `${JSON.stringify({ ...(document as object), itemId: id })}\n`);
    if (!out.write(lines.join(""))) await once(out, "drain");
    if (page.length < itemsPerPage) break;
    after = page.at(-1)!.id;
    await takeTurn();
  }
  out.end();
  await once(out, "close");
}
