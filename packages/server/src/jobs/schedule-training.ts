import { inService } from "@attune/learn/registry/registry";
import type { Job } from "@attune/model/job";
import type { Json } from "@attune/model/json";
import { type ItemList, itemSources, type Playbook } from "@attune/model/tactic";
import type { Logger } from "pino";
import type { Instance } from "../instance/instance.ts";
import { recommendationSlot } from "../recommenders/model-files.ts";
import { loadRegistry } from "../recommenders/model-registry.ts";
import { recommenderStatus } from "../recommenders/recommender-status.ts";
import { lastTraining, trainRecommenders, usualTrainingChoices } from "./train-recommenders.ts";

const hourMs = 3_600_000;
/** How often it is looked whether a training is due: also how late one may be. */
const lookEveryMs = 10 * 60_000;

const withoutModel: ReadonlySet<string> = new Set([
  "popular",
  "trending",
  "recently-viewed",
  "new-arrivals",
  "category-bestsellers",
]);
const withModel: ReadonlySet<string> = new Set(itemSources.filter((source) => !withoutModel.has(source)));

/** Whether any list of the playbook draws from a model. */
export function needsModel({ placements, tactics }: Playbook): boolean {
  const lists: (ItemList | undefined)[] = [
    ...Object.values(placements).map((placement) => placement.default.items),
    ...tactics.flatMap(({ items, variants = [] }) => [items, ...variants.map((variant) => variant.items)]),
  ];
  return lists.some((list) => list !== undefined && withModel.has(list.from));
}

export function isTraining({ jobs }: Instance): boolean {
  return jobs.list().some(({ kind, state }) => kind === "train" && state === "running");
}

/**
 * Begins a training where the playbook needs a model and the last one is older than was chosen, or the file of the one in service was lost: then once after a
 * start. Null where none is due.
 */
export async function trainWhenDue(instance: Instance): Promise<Job | null> {
  const { engine, jobs, clock } = instance;
  if (!needsModel(engine.playbook)) return null;
  const last = await lastTraining(engine.stores.definitions);
  const choices = last?.choices ?? usualTrainingChoices;
  const lastAt = last?.at ?? 0;
  const isOld = clock() - lastAt >= choices.everyHours * hourMs;
  if (choices.everyHours === 0 || !(isOld || (lastAt < instance.startedAt && (await hasLostModel(instance)))))
    return null;
  if (instance.state !== "serving" || isTraining(instance)) return null;
  return jobs.start(
    "train",
    "steps",
    async (context) => (await trainRecommenders(instance, choices, context)) as unknown as Json,
  );
}

/** Whether a model should serve lists and none does. */
async function hasLostModel({ engine }: Instance): Promise<boolean> {
  if (engine.catalogue.served() !== null) return false;
  return inService(await loadRegistry(engine.stores.definitions), recommendationSlot) !== undefined;
}

/**
 * Looks again and again while the server runs: whether a training is due, and whether something has become stale. An alarm is logged when it begins. The first look
 * comes a little after the start.
 */
export function scheduleTraining(instance: Instance, log: Logger): { stop: () => void } {
  let known = new Set<string>();
  async function look(): Promise<void> {
    await trainWhenDue(instance);
    const { alarms } = await recommenderStatus(instance);
    for (const { what, message } of alarms) if (!known.has(what)) log.warn({ what }, message);
    known = new Set(alarms.map(({ what }) => what));
  }
  const timer = setInterval(() => {
    look().catch((error) => log.error({ err: error }, "looking after models of lists failed"));
  }, lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
