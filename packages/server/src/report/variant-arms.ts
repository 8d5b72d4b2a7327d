import type { Engine } from "@attune/engine/runtime/engine";
import type { MetricInput } from "@attune/measure/experiment/metric-input";
import type { ExperimentRun } from "@attune/model/experiment";
import type { Json } from "@attune/model/json";
import type { Metric } from "@attune/model/metric";
import { metricFromStore } from "./metric-from-store.ts";
import { metricQuestion, type Population } from "./metric-question.ts";

const longWork = { timeoutMs: 120_000, maxMemoryBytes: 2 * 1024 ** 3, priority: "heavy" } as const;

/** The variants of an experiment with the sums of some metrics, the control first. */
export interface ArmSums {
  arms: string[];
  /** People by variant, in the order of `arms`. */
  units: number[];
  /** In the order of the metrics. */
  inputs: MetricInput[];
  /** What the store answered, by metric. */
  answers: Record<string, Json>[][];
}

/** The people of an experiment, to the queries that tell tactics apart by id. */
export function populationOf({ experimentId, windowDays }: ExperimentRun): Population {
  return { tacticId: `experiment/${experimentId}`, windowDays };
}

/** The control first, then the others in their order. */
export function armsOf({ registered: { variants, control } }: ExperimentRun): string[] {
  const others = variants.map(({ variantId }) => variantId).filter((id) => id !== control);
  return [control, ...others];
}

/** Per person, from the first opportunity in the experiment on, by the variant of then. */
export async function armSums(
  engine: Engine,
  run: ExperimentRun,
  metrics: readonly Metric[],
  by: readonly string[],
): Promise<ArmSums> {
  const arms = armsOf(run);
  const answers: Record<string, Json>[][] = [];
  for (const metric of metrics) {
    const question = metricQuestion(metric, populationOf(run), by);
    answers.push(await engine.stores.analytics.query("metric-sums", question, longWork));
  }
  const [first = []] = answers;
  const units = arms.map((arm) =>
    Number(first.find((row) => row.dimension === "everyone" && row.arm === arm)?.people ?? 0),
  );
  return { arms, units, answers, inputs: metrics.map((metric, i) => metricFromStore(metric, answers[i]!, arms)) };
}
