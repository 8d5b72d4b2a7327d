import { createHash } from "node:crypto";
import type { Engine } from "@attune/engine/runtime/engine";
import type { ExperimentState } from "@attune/engine/runtime/experiments";
import { businessDay } from "@attune/math/business-day";
import { dayMs } from "@attune/math/time-units";
import { experimentReport } from "@attune/measure/experiment/experiment-report";
import { AttuneError } from "@attune/model/errors";
import type { ExperimentRun } from "@attune/model/experiment";
import type { ExperimentCheck, ExperimentReport } from "@attune/model/experiment-report";
import type { RunReport } from "@attune/model/run-report";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { staleAsOf } from "../recommenders/drift-marks.ts";
import { banditReport } from "./bandit-report.ts";
import { dailyFromStore } from "./metric-from-store.ts";
import { windowOf } from "./metric-question.ts";
import { armSums, armsOf, populationOf } from "./variant-arms.ts";

const settleMs = 30_000;

/** What an experiment has shown so far, and that somebody looked. Throws `conflict` where it has not been started. */
export async function runReport(engine: Engine, experimentId: string, by: string, now: number): Promise<RunReport> {
  const state = engine.experiments.find(experimentId);
  if (state.run === null) throw new AttuneError("conflict", `experiment ${experimentId} has not been started`);
  await engine.settled(settleMs);
  const arms = await engine.stores.analytics.query("experiment-arms", {
    experimentId,
    windowMs: state.run.windowDays * dayMs,
    nowMs: now,
  });
  const sum = (column: string) => arms.reduce((total, row) => total + Number(row[column]), 0);
  const people = sum("people");
  const run = await engine.experiments.look(experimentId, by, people);
  const { policy } = run.registered;
  const known = { people, crossovers: sum("crossovers"), windowsComplete: sum("windowsComplete") };
  return {
    ...common(engine, state, run, now),
    stale: run.endedAt === undefined ? null : await staleAsOf(engine.stores.definitions, run.endedAt),
    report:
      policy.kind === "fixed"
        ? await reportOfVariants(engine, run, known, now)
        : undetermined("bandit", "People of a bandit meet several variants; `bandit` tells what these are worth."),
    ...(policy.kind === "fixed" ? {} : { bandit: await banditReport(engine, run, policy, state.policy, now) }),
  };
}

function common(engine: Engine, { isChangedSinceStart }: ExperimentState, run: ExperimentRun, now: number) {
  const { experimentId, registered, status, startedAt, endedAt, reason, shown, hash, ramp, looks, windowDays } = run;
  return {
    schema: "attune.decide.experiment/1" as const,
    experimentId,
    name: registered.name,
    tacticId: registered.tacticId,
    status,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === undefined ? null : new Date(endedAt).toISOString(),
    reason: reason ?? null,
    shown: shown ?? null,
    registration: { hash, experiment: registered, isChangedSinceStart },
    ramp,
    looks,
    windowDays,
    currency: engine.business().currency,
    computedAt: new Date(now).toISOString(),
  };
}

interface Known {
  people: number;
  crossovers: number;
  windowsComplete: number;
}

async function reportOfVariants(
  engine: Engine,
  run: ExperimentRun,
  known: Known,
  now: number,
): Promise<ExperimentReport | Undetermined> {
  const { registered, metrics } = run;
  const arms = armsOf(run);
  if (known.people === 0) return undetermined("no-people", "Nobody has been given a variant yet.");
  const [primary] = metrics;
  const { units, inputs, answers } = await armSums(engine, run, metrics, ["device", "segment", "day"]);
  const firstOpenDay = businessDay(now - windowOf(primary!, run.windowDays) * dayMs, engine.business().timeZone);
  const daily = dailyFromStore(primary!, answers[0]!, arms, firstOpenDay);
  const looks = looksOf(run, known.people);
  return experimentReport(
    {
      inputs: {
        data: `analytics store, ${populationOf(run).tacticId}`,
        sha256: createHash("sha256").update(JSON.stringify(answers)).digest("hex"),
        rows: known.people,
        units: known.people,
      },
      variants: arms.map((id, i) => ({ id, units: units[i]! })),
      metrics: inputs,
      crossovers: known.crossovers,
      checks: [...horizonCheck(run, known.people, now), windowsCheck(known)],
      ...(daily === undefined ? {} : { daily }),
    },
    {
      control: registered.control,
      method: registered.method,
      family: "primary-apart",
      split: arms.map((arm) => registered.variants.find(({ variantId }) => variantId === arm)!.weight),
      ...(registered.plannedPeople === undefined ? {} : { tuning: registered.plannedPeople }),
      ...(registered.method === "group-sequential" ? { looks } : {}),
    },
  );
}

/** Shares of the planned people at the looks so far, ascending, the present one last. */
function looksOf({ looks, registered }: ExperimentRun, people: number): number[] {
  const planned = registered.plannedPeople ?? people;
  const shares = [...looks.map((look) => look.people), people].map((n) => Math.min(1, n / planned));
  return [...new Set(shares)].filter((share) => share > 0).sort((a, b) => a - b);
}

/** A fixed horizon says nothing before it is reached: who looks earlier and stops when it suits finds effects that are not there. */
function horizonCheck({ registered, looks }: ExperimentRun, people: number, now: number): ExperimentCheck[] {
  const { method, plannedPeople, endsAt } = registered;
  if (method !== "fixed") return [];
  const isReached = (plannedPeople === undefined || people >= plannedPeople) && (endsAt === undefined || now >= endsAt);
  const planned = [
    ...(plannedPeople === undefined ? [] : [`${plannedPeople.toLocaleString("en")} people`]),
    ...(endsAt === undefined ? [] : [new Date(endsAt).toISOString().slice(0, 10)]),
  ].join(" and ");
  return [
    {
      id: "planned-horizon",
      status: isReached ? "pass" : "warn",
      statistic: plannedPeople === undefined ? null : people / plannedPeople,
      pValue: null,
      message: isReached
        ? `The planned horizon (${planned}) is reached.`
        : `The planned horizon (${planned}) is not reached, and this was look ${looks.length}: its p-values and intervals hold at the horizon only.`,
    },
  ];
}

function windowsCheck({ people, windowsComplete }: Known): ExperimentCheck {
  const isComplete = windowsComplete === people;
  return {
    id: "windows-complete",
    status: isComplete ? "pass" : "warn",
    statistic: people === 0 ? null : windowsComplete / people,
    pValue: null,
    message: isComplete
      ? "Everyone's window has ended."
      : `The window of ${windowsComplete.toLocaleString("en")} of ${people.toLocaleString("en")} people has ended; the others are in with what they did so far, in all variants alike.`,
  };
}
