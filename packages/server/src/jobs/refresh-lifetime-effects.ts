import type { Engine } from "@attune/engine/runtime/engine";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { LifetimeEffect } from "@attune/model/lifetime-effect";
import type { ScoreChoices } from "@attune/model/score";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { createCalendar } from "@attune/rules/calendar";
import type { LifetimeEffectAnswer } from "../study/lifetime-effect-study.ts";
import { runStudy } from "../study/run-study.ts";
import { peopleByArm, storePurchases } from "../study/store-purchases.ts";
import type { JobContext } from "./jobs.ts";
import { scoreChoices } from "./refresh-scores.ts";

const kind = "lifetime-effect";
/** No tactic has this id: ids of the playbook are not empty, and this one is marked. */
const holdoutId = "(holdout)";
/** Fewer people than this in an arm, and nothing can be said; then nothing is read either. */
const fewestPeople = 30;

/**
 * What was worked out last of the tactic, or of personalization as a whole (null): for reports, which do not wait for a forecast.
 */
export async function keptLifetimeEffect(
  { stores }: Engine,
  tacticId: string | null,
): Promise<LifetimeEffect | Undetermined> {
  const kept = await stores.definitions.get(kind, tacticId ?? holdoutId);
  if (kept !== undefined) return kept as unknown as LifetimeEffect;
  return undetermined(
    "not-forecast-yet",
    "Lifetime value was not forecast yet: a running server does it daily, `attune forecast effect` at once.",
  );
}

/** Throws `not-found` for what is no tactic of the playbook. */
export function tacticNamed({ playbook }: Engine, tacticId: string): void {
  if (!playbook.tactics.some((tactic) => tactic.tacticId === tacticId))
    throw new AttuneError("not-found", `There is no tactic ${tacticId}.`, { path: "tactic" });
}

/** Works it out and keeps it. */
export async function refreshLifetimeEffect(
  engine: Engine,
  tacticId: string | null,
  now: number,
  given: Partial<ScoreChoices>,
  signal: AbortSignal,
): Promise<LifetimeEffect | Undetermined> {
  if (tacticId !== null) tacticNamed(engine, tacticId);
  const choices = { ...(await scoreChoices(engine)), ...given };
  const [treated, control] = tacticId === null ? ["treated", "global-holdout"] : ["exposed", "tactic-holdout"];
  const { rows } = await storePurchases(engine, tacticId ?? "");
  const people = await peopleByArm(engine, now, tacticId ?? "");
  const few = [treated!, control!].find((arm) => (people[arm] ?? 0) < fewestPeople);
  if (few !== undefined)
    return undetermined("too-few-people", `Only ${people[few] ?? 0} people in ${few}: ${fewestPeople} are needed.`);
  const asOfDay = createCalendar(engine.business().timeZone).dayOf(now);
  const study = {
    kind: "lifetime-effect",
    rows,
    people,
    treated: treated!,
    control: control!,
    asOfDay,
    choices,
  } as const;
  const answer = (await runStudy(study, signal)) as unknown as LifetimeEffectAnswer | Undetermined;
  if (isUndetermined(answer)) return answer;
  const effect: LifetimeEffect = {
    schema: "attune.forecast.lifetime-effect/1",
    subject: tacticId === null ? { kind: "holdout" } : { kind: "tactic", id: tacticId },
    computedAt: now,
    currency: engine.business().currency,
    ...answer,
  };
  await engine.stores.definitions.put(kind, [[tacticId ?? holdoutId, effect as unknown as Json]]);
  return effect;
}

/** Of personalization as a whole, and of every tactic of which enough people were held out; the others keep what they had. */
export async function refreshLifetimeEffects(
  engine: Engine,
  now: number,
  { signal, onProgress }: JobContext,
): Promise<{ refreshed: number; undetermined: number }> {
  const subjects = [null, ...engine.playbook.tactics.map(({ tacticId }) => tacticId)];
  const told = { refreshed: 0, undetermined: 0 };
  for (const [done, tacticId] of subjects.entries()) {
    signal.throwIfAborted();
    const effect = await refreshLifetimeEffect(engine, tacticId, now, {}, signal);
    if (isUndetermined(effect)) told.undetermined++;
    else told.refreshed++;
    onProgress(done + 1, subjects.length);
  }
  return told;
}
