import { createHash } from "node:crypto";
import type { Engine } from "@attune/engine/runtime/engine";
import type { Json } from "@attune/model/json";
import { customerScoreNames, type Score, type ScoreChoices, type ScoreRefresh, type Scores } from "@attune/model/score";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { createCalendar } from "@attune/rules/calendar";
import { rowsModelsMayKnow } from "../recommenders/whom-models-may-know.ts";
import { runStudy } from "../study/run-study.ts";
import type { ScoresAnswer } from "../study/scores-study.ts";
import { storePurchases } from "../study/store-purchases.ts";
import type { JobContext } from "./jobs.ts";

const kind = "score-refresh";
const dayMs = 86_400_000;
/** People written in one transaction. */
const peopleAtOnce = 2_000;

/** MBG/NBD: as quick as BG/NBD, and of those who bought once it does not say that they are all still there. */
export const usualScoreChoices: ScoreChoices = {
  model: "mbg-nbd",
  horizonDays: 365,
  discountRate: 0.1,
  margin: 1,
  everyHours: 24,
};

/** The last refresh that gave scores; undefined where there was none. */
export async function lastScoreRefresh({ stores }: Engine): Promise<ScoreRefresh | undefined> {
  return (await stores.definitions.get(kind, "latest")) as unknown as ScoreRefresh | undefined;
}

/** What was chosen last; the usual where nothing was. */
export async function scoreChoices({ stores }: Engine): Promise<ScoreChoices> {
  const chosen = (await stores.definitions.get(kind, "choices")) as unknown as Partial<ScoreChoices> | undefined;
  return { ...usualScoreChoices, ...chosen };
}

export async function keepScoreChoices({ stores }: Engine, choices: ScoreChoices): Promise<void> {
  await stores.definitions.put(kind, [["choices", choices as unknown as Json]]);
}

/**
 * Scores everybody who has bought and whom models may know, and writes the scores to their profiles. Where there is nothing to learn from the scores of before
 * stay, and age. People who were erased meanwhile, or who refused personalization, have none afterwards.
 */
export async function refreshScores(
  engine: Engine,
  now: number,
  choices: ScoreChoices,
  { signal, onProgress }: JobContext,
): Promise<ScoreRefresh | Undetermined> {
  const asOfDay = createCalendar(engine.business().timeZone).dayOf(now);
  const { rows } = await storePurchases(engine);
  const known = await rowsModelsMayKnow(engine, rows, ({ personId }) => String(personId), signal);
  const input = { kind: "store", rows: known } as const;
  const answer = (await runStudy({ kind: "scores", input, asOfDay, choices }, signal)) as unknown as
    | ScoresAnswer
    | Undetermined;
  if (isUndetermined(answer)) return answer;
  const { model, parameters, customers, withoutValue, notes } = answer;
  const modelVersion = versionOf(model, parameters, choices, now);
  const { scores } = engine.stores;
  for (let from = 0; from < customers.length; from += peopleAtOnce) {
    signal.throwIfAborted();
    const to = Math.min(customers.length, from + peopleAtOnce);
    await scores.put(Array.from({ length: to - from }, (_, i) => scoresOf(answer, from + i, modelVersion, now)));
    onProgress(to, customers.length);
  }
  const refresh: ScoreRefresh = {
    schema: "attune.forecast.scores/1",
    modelVersion,
    model,
    parameters,
    computedAt: now,
    people: customers.length,
    withValue: answer.futureValue.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0),
    forgotten: await scores.forgetOlder(customerScoreNames, now),
    choices,
    warnings: [...notes, ...(withoutValue === null ? [] : [`No future value: ${withoutValue.undetermined.reason}`])],
  };
  await engine.stores.definitions.put(kind, [["latest", refresh as unknown as Json]]);
  return refresh;
}

/** Model, day and a mark of parameters and choices: `bg-nbd 2026-11-22 1f0c9a2b`. */
function versionOf(model: string, parameters: Record<string, number>, choices: ScoreChoices, now: number): string {
  const mark = createHash("sha256")
    .update(JSON.stringify([model, parameters, choices]))
    .digest("hex")
    .slice(0, 8);
  return `${model} ${new Date(now).toISOString().slice(0, 10)} ${mark}`;
}

function scoresOf(answer: ScoresAnswer, i: number, modelVersion: string, computedAt: number): [string, Scores] {
  const inDays = answer.nextOrderInDays[i]!;
  const values: Record<(typeof customerScoreNames)[number], number> = {
    probabilityAlive: answer.probabilityAlive[i]!,
    nextOrderAt: Math.round(computedAt + inDays * dayMs),
    nextOrderInDays: inDays,
    futureOrders: answer.futureOrders[i]!,
    futureValue: answer.futureValue[i]!,
  };
  const known = customerScoreNames.filter((name) => Number.isFinite(values[name]));
  return [
    answer.customers[i]!,
    Object.fromEntries(known.map((name): [string, Score] => [name, { value: values[name], modelVersion, computedAt }])),
  ];
}
