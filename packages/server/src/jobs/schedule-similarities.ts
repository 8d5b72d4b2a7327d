import type { Job } from "@attune/model/job";
import type { Json } from "@attune/model/json";
import type { Instance } from "../instance/instance.ts";
import { findSimilarPeople, lastSimilarity } from "./find-similar-people.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How often it is looked whether one is due. */
const lookEveryMs = 15 * 60_000;

/** Begins to find who is like the members of a segment. */
export function startSimilarity({ engine, jobs, clock }: Instance, seedSegmentId: string): Job {
  return jobs.start("similarity", "people", async (context) => {
    const found = await findSimilarPeople(engine, seedSegmentId, clock(), context);
    return found as unknown as Json;
  });
}

/** Begins to find the people of the lookalike segment whose last comparison is oldest, where that is more than a day ago. Null where none is due. */
export async function findSimilarWhenDue(instance: Instance, triedAt: Map<string, number>): Promise<Job | null> {
  const { engine, jobs, clock } = instance;
  const isBusy = jobs.list().some(({ kind, state }) => kind === "similarity" && state === "running");
  if (instance.state !== "serving" || isBusy) return null;
  const seeds = new Set((engine.playbook.segments ?? []).flatMap(({ lookalike }) => lookalike?.seedSegmentId ?? []));
  for (const seed of seeds) {
    const last = await lastSimilarity(engine, seed);
    // What gave nothing, as too few are in the seed, is tried again after a day.
    if (clock() - Math.max(last?.computedAt ?? 0, triedAt.get(seed) ?? 0) < dayMs) continue;
    triedAt.set(seed, clock());
    return startSimilarity(instance, seed);
  }
  return null;
}

/** Looks again and again while the server runs. */
export function scheduleSimilarities(instance: Instance, onTrouble: (error: unknown) => void): { stop: () => void } {
  const triedAt = new Map<string, number>();
  const timer = setInterval(() => void findSimilarWhenDue(instance, triedAt).catch(onTrouble), lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
