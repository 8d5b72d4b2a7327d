import type { Job } from "@attune/model/job";
import type { Json } from "@attune/model/json";
import type { Instance } from "../instance/instance.ts";
import { refreshLifetimeEffects } from "./refresh-lifetime-effects.ts";
import { lastScoreRefresh, refreshScores, scoreChoices } from "./refresh-scores.ts";
import { lastScoring, periodsOver, scoreForecasts } from "./score-forecasts.ts";

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
  if (instance.state !== "serving" || isUnderway(instance, "scores")) return null;
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

/**
 * Begins to hold kept forecasts to what happened where a period of one is over since the last time. Drivers and assumptions are those that somebody observed then
 * (`attune forecast backtest --observed`).
 * @returns the job, or null where none is due
 */
export async function scoreForecastsWhenDue(instance: Instance): Promise<Job | null> {
  const { engine, jobs, clock } = instance;
  if (instance.state !== "serving" || isUnderway(instance, "backtest")) return null;
  const now = clock();
  const over = await periodsOver(engine, now);
  const last = await lastScoring(engine);
  if (over === (last?.periodsOver ?? 0)) return null;
  return jobs.start("backtest", "studies", async ({ signal }) => {
    return (await scoreForecasts(engine, now, last?.observed ?? {}, "1", signal)) as unknown as Json;
  });
}

function isUnderway({ jobs }: Instance, wanted: string): boolean {
  return jobs.list().some(({ kind, state }) => kind === wanted && state === "running");
}

/** Looks again and again while the server runs, after people's scores and after forecasts that are due to be scored. */
export function scheduleScores(instance: Instance, onTrouble: (error: unknown) => void): { stop: () => void } {
  const since = { at: 0 };
  const look = () => {
    refreshScoresWhenDue(instance, since).catch(onTrouble);
    scoreForecastsWhenDue(instance).catch(onTrouble);
  };
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
