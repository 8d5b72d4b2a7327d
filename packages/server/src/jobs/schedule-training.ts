import type { Job } from "@attune/model/job";
import type { Json } from "@attune/model/json";
import { type ItemList, itemSources, type Playbook } from "@attune/model/tactic";
import type { Instance } from "../instance/instance.ts";
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

/** Begins a training where the playbook needs a model and the last one is older than was chosen. Null where none is due. */
export async function trainWhenDue(instance: Instance): Promise<Job | null> {
  const { engine, jobs, clock } = instance;
  if (instance.state !== "serving" || !needsModel(engine.playbook)) return null;
  if (jobs.list().some(({ kind, state }) => kind === "train" && state === "running")) return null;
  const last = await lastTraining(engine.stores.definitions);
  const choices = last?.choices ?? usualTrainingChoices;
  if (choices.everyHours === 0 || clock() - (last?.at ?? 0) < choices.everyHours * hourMs) return null;
  return jobs.start(
    "train",
    "steps",
    async (context) => (await trainRecommenders(instance, choices, context)) as unknown as Json,
  );
}

/** Looks again and again while the server runs. The first look comes a little after the start. */
export function scheduleTraining(instance: Instance, onTrouble: (error: unknown) => void): { stop: () => void } {
  const look = () => void trainWhenDue(instance).catch(onTrouble);
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
