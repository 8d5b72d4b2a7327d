import type { Engine } from "@attune/engine/runtime/engine";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { HoldoutReport, TacticReport } from "@attune/model/report";
import { checkSplit, type PlannedSplit } from "./check-split.ts";
import { compareGroups, type GroupSums, groupOutcome, groupSums } from "./compare-groups.ts";
import { type MeasuredTactic, measuredTactics, plannedSplitOf } from "./measured-tactics.ts";

const dayMs = 24 * 3_600_000;
const settleMs = 30_000;
const holdoutWindowDays = 7;

/** What one tactic caused: its exposed people against those held out of it. */
export async function tacticReport(engine: Engine, tacticId: string, now: number): Promise<TacticReport> {
  const tactic = requireTactic(engine, tacticId);
  await engine.settled(settleMs);
  const windowMs = tactic.windowDays * dayMs;
  const rows = await engine.stores.analytics.query("tactic-outcomes", { tacticId, windowMs, nowMs: now });
  return reportOf(engine, tactic, rows, now);
}

/** The same for every tactic and journey of the playbook, in its order. */
export async function allTacticReports(engine: Engine, now: number): Promise<{ tactics: TacticReport[] }> {
  await engine.settled(settleMs);
  const measured = measuredTactics(engine.playbook);
  if (measured.length === 0) return { tactics: [] };
  const tacticIds = measured.map(({ tacticId }) => tacticId);
  const windowsMs = measured.map(({ windowDays }) => `${windowDays * dayMs}`);
  const asked = { tacticIds, windowsMs, nowMs: now };
  const rows = await engine.stores.analytics.query("every-tactic-outcomes", asked);
  const rowsOf = (tacticId: string) => rows.filter(({ subject }) => subject === tacticId);
  return { tactics: measured.map((tactic) => reportOf(engine, tactic, rowsOf(tactic.tacticId), now)) };
}

/** What personalization as a whole caused: everyone it could have touched, against the global holdout. */
export async function holdoutReport(engine: Engine, now: number): Promise<HoldoutReport> {
  await engine.settled(settleMs);
  const windowMs = holdoutWindowDays * dayMs;
  const rows = await engine.stores.analytics.query("holdout-outcomes", { windowMs, nowMs: now });
  return {
    schema: "attune.measure.holdout/1",
    ...common(engine, now, holdoutWindowDays),
    population: "people with at least one exposure opportunity of any tactic, from the first on",
    ...compared(rows, {
      treatedArm: "treated",
      controlArm: "global-holdout",
      declared: engine.playbook.holdout,
      plan: "of everyone",
    }),
  };
}

function reportOf(
  engine: Engine,
  tactic: MeasuredTactic,
  rows: Array<Record<string, Json>>,
  now: number,
): TacticReport {
  const { tacticId, name, windowDays } = tactic;
  return {
    schema: "attune.measure.tactic/1",
    tactic: { id: tacticId, name },
    ...common(engine, now, windowDays),
    population:
      "people for whom the tactic came first in its placement, from the first time on; the global holdout left out",
    ...compared(rows, {
      treatedArm: "exposed",
      controlArm: "tactic-holdout",
      ...plannedSplitOf(tactic, engine.playbook),
    }),
  };
}

function common(engine: Engine, now: number, windowDays: number) {
  const computedAt = new Date(now).toISOString();
  return { unit: "person" as const, windowDays, currency: engine.business().currency, computedAt };
}

type Arms = PlannedSplit & { treatedArm: string; controlArm: string };

function compared(rows: Array<Record<string, Json>>, { treatedArm, controlArm, ...planned }: Arms) {
  const treated = groupSums(rows.find((row) => row.arm === treatedArm));
  const control = groupSums(rows.find((row) => row.arm === controlArm));
  return {
    exposed: groupOutcome(treated),
    heldOut: groupOutcome(control),
    crossover: treated.crossover + control.crossover,
    checks: checkSplit(treated, control, planned),
    windowsComplete: { exposed: treated.windowsComplete, heldOut: control.windowsComplete },
    ...sinceOf(treated, control),
    horizon: "fixed-horizon" as const,
    metrics: compareGroups(treated, control),
  };
}

function sinceOf(...groups: GroupSums[]): { since?: string } {
  const starts = groups.flatMap(({ firstStartAt }) => firstStartAt ?? []);
  return starts.length === 0 ? {} : { since: new Date(Math.min(...starts)).toISOString() };
}

/** The tactic of this id; throws `not-found` with those that there are. */
export function requireTactic(engine: Engine, tacticId: string): MeasuredTactic {
  const measured = measuredTactics(engine.playbook);
  const tactic = measured.find((candidate) => candidate.tacticId === tacticId);
  if (tactic !== undefined) return tactic;
  const known = measured.map((one) => one.tacticId).join(", ") || "none";
  throw new AttuneError("not-found", `no tactic "${tacticId}" in the playbook; it has: ${known}`, { path: "id" });
}
