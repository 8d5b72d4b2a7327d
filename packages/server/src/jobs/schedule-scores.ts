import type { Job } from "@attune/model/job";
import type { Json } from "@attune/model/json";
import type { Instance } from "../instance/instance.ts";
import { refreshLifetimeEffects } from "./refresh-lifetime-effects.ts";
import { lastScoreRefresh, refreshScores, scoreChoices } from "./refresh-scores.ts";

const hourMs = 3_600_000;
/** How often it is looked whether a refresh is due: also how late one may be. */
const lookEveryMs = 15 * 60_000;

/**
 * Begins a refresh of the customers' scores, and then of what tactics did to lifetime value, where the last one is older than was chosen, and nothing else refreshes them. Where people
 * were never scored, none begins before somebody has bought twice: the study says so and it is tried again at the next look that is due.
 * @returns the job, or null where none is due
 */
export async function refreshScoresWhenDue(instance: Instance, since: { at: number }): Promise<Job | null> {
  const { engine, jobs, clock } = instance;
  if (instance.state !== "serving" || isUnderway(instance)) return null;
  const choices = await scoreChoices(engine);
  if (choices.everyHours === 0) return null;
  const last = await lastScoreRefresh(engine);
  const now = clock();
  if (now - Math.max(last?.computedAt ?? 0, since.at) < choices.everyHours * hourMs) return null;
  since.at = now;
  return jobs.start("scores", "people", async (context) => {
    const refreshed = await refreshScores(engine, now, choices, context);
    await refreshLifetimeEffects(engine, now, context);
    return refreshed as unknown as Json;
  });
}

function isUnderway({ jobs }: Instance): boolean {
  return jobs.list().some(({ kind, state }) => kind === "scores" && state === "running");
}

/** Looks again and again while the server runs. The first look comes a little after the start. */
export function scheduleScores(instance: Instance, onTrouble: (error: unknown) => void): { stop: () => void } {
  const since = { at: 0 };
  const look = () => void refreshScoresWhenDue(instance, since).catch(onTrouble);
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
