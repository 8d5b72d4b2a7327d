import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { Engine } from "@attune/engine/runtime/engine";
import type { DriftReport } from "@attune/learn/registry/judge-drift";
import type { Json } from "@attune/model/json";
import type { StaleEstimate } from "@attune/model/run-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";

/** Something that has moved away from what a model was trained on. */
export interface DriftAlarm {
  what: "behaviour" | "model" | "catalogue" | "feed" | "training" | "file";
  message: string;
}

/** Behaviour is not what it was: since when, and what says so. */
interface DriftMark {
  /** Begin of the period in which it was found, milliseconds. */
  at: number;
  reasons: string[];
}

/** An effect that was measured before behaviour moved. */
export interface MarkedExperiment extends StaleEstimate {
  experimentId: string;
  name: string;
  endedAt: string;
}

const settingId = "behaviour-drift";
const proposal = "What was measured before holds for people as they were then: test it again before relying on it.";

/** What a drift report finds beyond doubt; nothing where it could not be made. */
export function driftAlarms(drift: DriftReport | Undetermined): DriftAlarm[] {
  if (isUndetermined(drift)) return [];
  const alarms: DriftAlarm[] = drift.inputs
    .filter(({ verdict }) => verdict === "train-again")
    .map(({ input, psi }) => ({
      what: "behaviour",
      message: `${input} moved (stability index ${isUndetermined(psi) ? "unknown" : psi.toFixed(2)}). ${proposal}`,
    }));
  if (!isUndetermined(drift.quality) && drift.quality.fell) {
    const { expected, observed } = drift.quality;
    const message = `A model of before does ${observed.toFixed(4)} today where it did ${expected.toFixed(4)} (${drift.judgedBy}). ${proposal}`;
    alarms.push({ what: "model", message });
  }
  return alarms;
}

/** Remembers drift, so that estimates made before it are marked from now on, also after a training has caught up with it. */
export async function markDrift(definitions: DefinitionStore, drift: DriftReport | Undetermined): Promise<void> {
  const alarms = driftAlarms(drift);
  if (alarms.length === 0 || isUndetermined(drift)) return;
  const mark: DriftMark = { at: drift.recentFromAt, reasons: alarms.map(({ message }) => message) };
  await definitions.put("setting", [[settingId, mark as unknown as Json]]);
}

/** Whether an estimate from data up to then is stale; null where behaviour has not moved since. */
export async function staleAsOf(definitions: DefinitionStore, measuredUntilAt: number): Promise<StaleEstimate | null> {
  const mark = (await definitions.get("setting", settingId)) as unknown as DriftMark | undefined;
  if (mark === undefined || measuredUntilAt >= mark.at) return null;
  return { since: new Date(mark.at).toISOString(), reasons: mark.reasons, proposal };
}

/** Experiments that ended before behaviour moved. */
export async function staleExperiments({ experiments, stores }: Engine): Promise<MarkedExperiment[]> {
  const marked: MarkedExperiment[] = [];
  for (const { run } of experiments.list()) {
    if (run?.endedAt === undefined) continue;
    const stale = await staleAsOf(stores.definitions, run.endedAt);
    if (stale === null) continue;
    const { experimentId, registered, endedAt } = run;
    marked.push({ experimentId, name: registered.name, endedAt: new Date(endedAt).toISOString(), ...stale });
  }
  return marked;
}
