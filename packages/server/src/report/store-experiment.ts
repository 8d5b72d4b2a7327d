import { createHash } from "node:crypto";
import type { QueryLimits } from "@attune/engine/ports/analytics";
import type { Engine } from "@attune/engine/runtime/engine";
import { businessDay } from "@attune/math/business-day";
import { type ExperimentData, experimentReport } from "@attune/measure/experiment/experiment-report";
import type { MetricInput } from "@attune/measure/experiment/metric-input";
import type { ExperimentCheck, ExperimentReport } from "@attune/model/experiment-report";
import type { Json } from "@attune/model/json";
import type { Metric } from "@attune/model/metric";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { dailyFromStore, metricFromStore, silenceOf, valuesOf } from "./metric-from-store.ts";
import { metricQuestion, type Population, windowOf } from "./metric-question.ts";
import { usualFunnel } from "./usual-funnel.ts";

const dayMs = 24 * 3_600_000;

/** A long report asks twenty questions of all events: it gives way to people who wait for one. */
export const longWork = { timeoutMs: 120_000, maxMemoryBytes: 2 * 1024 ** 3, priority: "heavy" } as const;

type Row = Record<string, Json>;

/** Metrics of two groups, to be asked of the store. */
export interface MetricsAsked extends Population {
  control: string;
  treated: string;
  metrics: readonly Metric[];
  /** What a question may take: those of a long report give way to people who wait for one. */
  limits: Partial<QueryLimits>;
}

/** What the store answered of metrics. */
interface StoreMetrics {
  answers: Row[][];
  inputs: MetricInput[];
  notTold: NonNullable<ExperimentData["notTold"]>;
  daily: ExperimentData["daily"];
}

/** An experiment that the engine runs itself. */
export interface StoreExperiment extends Pick<MetricsAsked, "tacticId" | "control" | "treated"> {
  /** Planned shares of control and treated. */
  split: [number, number];
  /** People of control and treated. */
  people: [number, number];
  crossovers: number;
  /** What the caller knows of the split and of windows. */
  checks: ExperimentCheck[];
  /** The way through the stages, where the report tells it. */
  stages: Pick<ExperimentData, "stages" | "segmentStages">;
  /** Metrics that were worked out elsewhere, arms as here: the control first. They come after the others. */
  handedIn: readonly (MetricInput | ({ name: string } & Undetermined))[];
}

/** Every metric as data, by device and segment; the first that tells anything by day, too. */
export async function metricsFromStore(engine: Engine, asked: MetricsAsked, now: number): Promise<StoreMetrics> {
  const arms = [asked.control, asked.treated];
  const answers: Row[][] = [];
  const inputs: MetricInput[] = [];
  const notTold: StoreMetrics["notTold"] = [];
  let daily: StoreMetrics["daily"];
  for (const metric of asked.metrics) {
    const by = inputs.length === 0 ? ["device", "segment", "day"] : ["device", "segment"];
    const rows = await engine.stores.analytics.query("metric-sums", metricQuestion(metric, asked, by), asked.limits);
    const silence = silenceOf(metric, rows);
    if (silence !== undefined && inputs.length > 0) {
      notTold.push({ name: metric.name, ...silence });
      continue;
    }
    answers.push(rows);
    if (inputs.length === 0) daily = dailyFromStore(metric, rows, arms, firstOpenDay(engine, metric, asked, now));
    inputs.push(metricFromStore(metric, rows, arms));
  }
  return { answers, inputs, notTold, daily };
}

/** The report of an experiment from what the store answered. */
export function storeExperiment(asked: StoreExperiment, measured: StoreMetrics): ExperimentReport {
  const arms = [asked.control, asked.treated];
  const { answers, daily } = measured;
  const inputs = [...measured.inputs];
  const notTold = [...measured.notTold];
  for (const metric of asked.handedIn) {
    if (isUndetermined(metric)) notTold.push(metric);
    else inputs.push(metric);
  }
  const { people: units, stages } = asked;
  return experimentReport(
    {
      inputs: {
        data: asked.tacticId === "" ? "analytics store, global holdout" : `analytics store, tactic ${asked.tacticId}`,
        sha256: createHash("sha256")
          .update(JSON.stringify([asked.tacticId, answers, stages]))
          .digest("hex"),
        rows: units[0] + units[1],
        units: units[0] + units[1],
      },
      variants: arms.map((id, i) => ({ id, units: units[i]! })),
      metrics: inputs,
      crossovers: asked.crossovers,
      checks: asked.checks,
      ...(daily === undefined ? {} : { daily }),
      ...stages,
      ...(notTold.length === 0 ? {} : { notTold }),
    },
    { control: asked.control, split: asked.split, family: "primary-apart" },
  );
}

/** Days from this one on have people whose window has not ended: their effect is not yet whole. */
function firstOpenDay(engine: Engine, metric: Metric, { windowDays }: Population, now: number): number {
  return businessDay(now - windowOf(metric, windowDays) * dayMs, engine.business().timeZone);
}

/** Counts per arm and stage, of everyone and by device and segment; the steps that nobody of either arm took are left out. @param arms the control first */
export async function stagesFromStore(
  engine: Engine,
  { tacticId, windowDays }: Population,
  arms: readonly string[],
): Promise<Pick<ExperimentData, "stages" | "segmentStages">> {
  const counts = await engine.stores.analytics.query("event-counts", { fromMs: 0, toMs: 8_640_000_000_000_000 });
  const { steps } = usualFunnel(counts);
  if (steps.length === 0) return {};
  const windowMs = windowDays * dayMs;
  const by = ["device", "segment"];
  const rows = await engine.stores.analytics.query("stages-by-arm", { tacticId, windowMs, steps, by }, longWork);
  // A row counts the people who reached its stage: nobody at all leaves none.
  const countsOf = (dimension: string, value: string) =>
    arms.map((arm) =>
      ["everyone", ...steps].map((_, stage) => {
        const row = rows.find(
          (one) => one.dimension === dimension && one.value === value && one.arm === arm && one.stage === stage,
        );
        return Number(row?.people ?? 0);
      }),
    );
  return {
    stages: { names: ["everyone", ...steps], counts: countsOf("everyone", "") },
    segmentStages: by.flatMap((dimension) =>
      valuesOf(rows, dimension).map((value) => ({
        segment: `${dimension}=${value === "" ? "unknown" : value}`,
        counts: countsOf(dimension, value),
      })),
    ),
  };
}
