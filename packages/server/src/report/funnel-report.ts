import type { Engine } from "@attune/engine/runtime/engine";
import { dayMs } from "@attune/math/time-units";
import { wilsonInterval } from "@attune/measure/experiment/binomial-interval";
import { AttuneError } from "@attune/model/errors";
import {
  type FunnelDimension,
  type FunnelReport,
  type FunnelStage,
  funnelDimensions,
} from "@attune/model/funnel-report";
import type { Json } from "@attune/model/json";
import { undetermined } from "@attune/model/undetermined";
import { dayNumber, dayStart } from "./day-range.ts";
import { type UsualFunnel, usualFunnel } from "./usual-funnel.ts";

const settleMs = 30_000;
/** Later than any event. */
const openEndDay = 100_000_000;

/** Business days, the first included, `before` not; names of steps and of groups. All may be absent. */
export interface FunnelQuestion {
  from?: string;
  before?: string;
  steps?: readonly string[];
  by?: readonly string[];
}

/** The way of people through steps, everyone and by group. Who names no steps gets the usual way of the business that the events tell of. */
export async function funnelReport(engine: Engine, question: FunnelQuestion, now: number): Promise<FunnelReport> {
  const by = (question.by ?? []).map(requireDimension);
  const range = rangeOf(question);
  if (question.steps?.length === 0 || question.steps?.includes("") === true)
    throw new AttuneError("bad-request", "A funnel needs the names of its steps.", { path: "steps" });
  await engine.settled(settleMs);
  const { steps, leftOut } =
    question.steps === undefined ? await usualSteps(engine, range) : { steps: [...question.steps], leftOut: [] };
  const rows = steps.length === 0 ? [] : await engine.stores.analytics.query("funnel", { steps, by, ...range });
  return {
    schema: "attune.measure.funnel/1",
    unit: "person",
    from: question.from ?? null,
    before: question.before ?? null,
    steps,
    leftOut,
    computedAt: new Date(now).toISOString(),
    funnels: funnelsOf(rows, steps),
  };
}

/** Business days, the first included, the last not. */
interface DayRange {
  fromDay: number;
  beforeDay: number;
}

function rangeOf({ from, before }: FunnelQuestion): DayRange {
  const fromDay = dayNumber(from, "from");
  const beforeDay = dayNumber(before, "before");
  if (fromDay !== null && beforeDay !== null && fromDay >= beforeDay) {
    throw new AttuneError(
      "bad-request",
      `\`from\` (${from}) is not before \`before\` (${before}), which is not included: no day lies between them`,
      { path: "from" },
    );
  }
  return { fromDay: fromDay ?? -openEndDay, beforeDay: beforeDay ?? openEndDay };
}

function requireDimension(name: string): FunnelDimension {
  const known = funnelDimensions.find((dimension) => dimension === name);
  if (known !== undefined) return known;
  throw new AttuneError("bad-request", `A funnel is told apart by ${funnelDimensions.join(", ")}, not by "${name}".`, {
    path: "by",
  });
}

async function usualSteps(engine: Engine, { fromDay, beforeDay }: DayRange): Promise<UsualFunnel> {
  const { timeZone } = engine.business();
  const range = { fromMs: startOf(fromDay, timeZone), toMs: startOf(beforeDay, timeZone) };
  return usualFunnel(await engine.stores.analytics.query("event-counts", range));
}

function startOf(day: number, timeZone: string): number {
  return Math.abs(day) === openEndDay ? day * dayMs : dayStart(day, timeZone);
}

function funnelsOf(rows: Array<Record<string, Json>>, steps: readonly string[]): FunnelReport["funnels"] {
  const funnels: FunnelReport["funnels"] = [];
  for (const dimension of ["everyone", ...funnelDimensions] as const) {
    const own = rows.filter((row) => row.dimension === dimension);
    for (const value of new Set(own.map((row) => String(row.value)))) {
      const stages = own.filter((row) => row.value === value);
      funnels.push({ dimension, value, stages: stagesOf(stages, steps) });
    }
  }
  return funnels;
}

function stagesOf(rows: Array<Record<string, Json>>, steps: readonly string[]): FunnelStage[] {
  const rowOf = (stage: number) => rows.find((row) => row.stage === stage);
  const people = ["everyone", ...steps].map((_, stage) => Number(rowOf(stage)?.people ?? 0));
  return ["everyone", ...steps].map((step, stage): FunnelStage => {
    const reached = people[stage]!;
    const everyone = { step, people: reached, shareOfEveryone: reached / people[0]! };
    if (stage === 0) return everyone;
    const before = people[stage - 1]!;
    const row = rowOf(stage);
    return {
      ...everyone,
      rate:
        before === 0
          ? undetermined("no-people", "Nobody reached the stage before.")
          : { estimate: reached / before, interval: wilsonInterval({ n: before, successes: reached }) },
      dropOff: before - reached,
      secondsFromBefore:
        row === undefined
          ? undetermined("no-people", "Nobody took this step.")
          : { median: Number(row.medianMs) / 1_000, p90: Number(row.p90Ms) / 1_000 },
    };
  });
}
