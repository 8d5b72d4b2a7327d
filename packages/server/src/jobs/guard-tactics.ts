import type { Engine } from "@attune/engine/runtime/engine";
import { metricsWith } from "@attune/measure/metric/built-in-metrics";
import type { Guardrail } from "@attune/model/experiment";
import type { Json } from "@attune/model/json";
import type { Tactic } from "@attune/model/tactic";
import { metricFromStore } from "../report/metric-from-store.ts";
import { metricQuestion } from "../report/metric-question.ts";
import { guardedMetrics, shownHarm } from "../report/shown-harm.ts";

/** Of wrongly stopping a tactic that harms nothing, over all its guardrails and looks together. */
const alpha = 0.05;
const arms = ["tactic-holdout", "exposed"];
const background = { timeoutMs: 120_000, maxMemoryBytes: 1024 ** 3, priority: "heavy" } as const;

/**
 * Stops every tactic that is shown to harm one of its guardrails beyond the margin: people exposed against those held out of it. Returns those that
 * were stopped, with the reason.
 */
export async function guardTactics(engine: Engine): Promise<{ tacticId: string; reason: string }[]> {
  const standing = new Set(engine.tacticStops.list().map(({ tacticId }) => tacticId));
  const stopped: { tacticId: string; reason: string }[] = [];
  for (const tactic of engine.playbook.tactics) {
    const { tacticId, guardrails = [] } = tactic;
    if (guardrails.length === 0 || standing.has(tacticId)) continue;
    const reason = await harmOf(engine, tactic, guardrails);
    if (reason === null) continue;
    await engine.tacticStops.stop(tacticId, "guardrail", reason);
    stopped.push({ tacticId, reason });
  }
  return stopped;
}

async function harmOf(engine: Engine, { tacticId, windowDays }: Tactic, guardrails: readonly Guardrail[]) {
  const metrics = guardedMetrics(guardrails, metricsWith(engine.playbook.metrics ?? []));
  const answers: Record<string, Json>[][] = [];
  for (const metric of metrics) {
    const question = metricQuestion(metric, { tacticId, windowDays }, []);
    answers.push(await engine.stores.analytics.query("metric-sums", question, background));
  }
  const [first = []] = answers;
  const units = arms.map((arm) => Number(first.find((row) => row.arm === arm)?.people ?? 0));
  const inputs = metrics.map((metric, i) => metricFromStore(metric, answers[i]!, arms));
  return shownHarm(guardrails, { arms, units, inputs }, alpha, undefined);
}
