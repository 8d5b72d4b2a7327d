import type { Engine } from "@attune/engine/runtime/engine";
import { metricsWith } from "@attune/measure/metric/built-in-metrics";
import type { Json } from "@attune/model/json";
import { metricFromStore, valuesOf } from "../report/metric-from-store.ts";
import { metricQuestion } from "../report/metric-question.ts";
import { guardedMetrics, shownHarm } from "../report/shown-harm.ts";
import type { Observation } from "./raise-alerts.ts";

/** Of a false alarm, over all devices and looks at one tactic; phones have half of it for themselves. */
const alpha = 0.05;
const arms = ["tactic-holdout", "exposed"];
const metricId = "conversion-rate";
const background = { timeoutMs: 120_000, maxMemoryBytes: 1024 ** 3, priority: "heavy" } as const;

type Row = Record<string, Json>;

/**
 * Tactics that lose conversions on one device, whatever they do on all together: people first met there, exposed against held out, by intervals that hold
 * at all looks at once. Phones come first: they are judged more sharply, and told before the others.
 *
 * @param margin the share of conversions, absolute, whose loss is accepted
 */
export async function observeDevices(engine: Engine, margin: number): Promise<Observation[]> {
  const stopped = new Set(engine.tacticStops.list().map(({ tacticId }) => tacticId));
  const found: Observation[] = [];
  for (const { tacticId, windowDays, holdout } of engine.playbook.tactics) {
    if (holdout === 0 || stopped.has(tacticId)) continue;
    const guardrail = { metricId, margin };
    const [metric] = guardedMetrics([guardrail], metricsWith(engine.playbook.metrics ?? []));
    if (metric === undefined) continue;
    const question = metricQuestion(metric, { tacticId, windowDays }, ["device"]);
    const rows = await engine.stores.analytics.query("metric-sums", question, background);
    for (const { device, share } of devicesOf(rows)) {
      const own = rows.filter((row) => row.dimension === "device" && row.value === device);
      const asEveryone = own.map((row) => ({ ...row, dimension: "everyone", value: "" }));
      const units = arms.map((arm) => Number(own.find((row) => row.arm === arm)?.people ?? 0));
      const input = metricFromStore(metric, asEveryone, arms);
      const harm = shownHarm([guardrail], { arms, units, inputs: [input] }, alpha * share, undefined);
      if (harm !== null) found.push(observation(tacticId, device, harm));
    }
  }
  return found;
}

/** With the share of the error that each may spend. */
function devicesOf(rows: readonly Row[]): Array<{ device: string; share: number }> {
  const devices = valuesOf(rows, "device").filter((device) => device !== "");
  const others = devices.filter((device) => device !== "phone").sort();
  const phones = devices.includes("phone") ? [{ device: "phone", share: others.length === 0 ? 1 : 0.5 }] : [];
  const left = phones.length === 0 ? 1 : 0.5;
  return [...phones, ...others.map((device) => ({ device, share: left / others.length }))];
}

function observation(tacticId: string, device: string, harm: string): Observation {
  return {
    signal: "device-harm",
    subject: `${tacticId} on ${device}`,
    message: `${tacticId} is shown to lose on ${device}: ${harm}.`,
    action: `Look at it on a ${device}; leave those out (\`when: { not: { context: device, is: ${device} } }\`) or stop it.`,
  };
}
