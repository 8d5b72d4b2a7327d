import type { ModelCard } from "@attune/learn/registry/model-card";
import { inService, type ServiceEntry } from "@attune/learn/registry/registry";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { Instance } from "../instance/instance.ts";
import {
  lastTraining,
  type TrainingChoices,
  type TrainingReport,
  usualTrainingChoices,
} from "../jobs/train-recommenders.ts";
import { recommendationSlot } from "./model-files.ts";
import { loadRegistry } from "./model-registry.ts";

/** Something that has moved away from what a model was trained on. */
export interface DriftAlarm {
  what: "behaviour" | "model" | "catalogue" | "feed" | "training";
  message: string;
}

export interface RecommenderStatus {
  schema: "attune.learn.recommenders/1";
  /** Id of the model that lists are served from; null: popular items stand in. */
  servedModelId: string | null;
  service: ServiceEntry | null;
  card: ModelCard | null;
  choices: TrainingChoices;
  lastTraining: TrainingReport | Undetermined | null;
  lastTrainingAt: number | null;
  catalogue: { items: number; changedAt: number | null };
  alarms: DriftAlarm[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const defaultStaleAfterHours = 48;
/** A model that is older than so many of its intervals is late. */
const lateAfter = 3;
const unknownShareAlarm = 0.2;

export async function recommenderStatus(instance: Instance): Promise<RecommenderStatus> {
  const { engine, clock } = instance;
  const registry = await loadRegistry(engine.stores.definitions);
  const service = inService(registry, recommendationSlot) ?? null;
  const card = registry.models.find(({ modelId }) => modelId === service?.modelId) ?? null;
  const last = await lastTraining(engine.stores.definitions);
  const catalogue = { items: engine.catalogue.count(), changedAt: engine.catalogue.changedAt() };
  const staleAfterHours = engine.playbook.catalogue?.staleAfterHours ?? defaultStaleAfterHours;
  const choices = last?.choices ?? usualTrainingChoices;
  const report = last?.report ?? null;
  return {
    schema: "attune.learn.recommenders/1",
    servedModelId: engine.catalogue.servedModelId(),
    service,
    card,
    choices,
    lastTraining: report,
    lastTrainingAt: last?.at ?? null,
    catalogue,
    alarms: [
      ...feedAlarms(catalogue, staleAfterHours, clock()),
      ...trainingAlarms(card, choices, clock()),
      ...(report === null || isUndetermined(report) ? [] : driftAlarms(report)),
      ...catalogueAlarms(card, catalogue.items),
    ],
  };
}

function feedAlarms(
  { items, changedAt }: RecommenderStatus["catalogue"],
  staleAfterHours: number,
  now: number,
): DriftAlarm[] {
  if (items === 0 || changedAt === null) return [];
  const hours = (now - changedAt) / hourMs;
  if (hours <= staleAfterHours) return [];
  const message = `The catalogue has not changed for ${Math.floor(hours)} hours; its feed is stale after ${staleAfterHours}. Prices and stock that lists show may be wrong.`;
  return [{ what: "feed", message }];
}

function trainingAlarms(card: ModelCard | null, { everyHours }: TrainingChoices, now: number): DriftAlarm[] {
  if (card === null || everyHours === 0 || now - card.trainedAt <= lateAfter * everyHours * hourMs) return [];
  const days = Math.floor((now - card.trainedAt) / dayMs);
  return [
    {
      what: "training",
      message: `The model in service was trained ${days} days ago, later than ${lateAfter} times ${everyHours} hours.`,
    },
  ];
}

/** What was measured before the world moved holds for the world of then. */
const proposal = "Effects that were measured before are stale: test again before relying on them.";

function driftAlarms({ drift }: TrainingReport): DriftAlarm[] {
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

function catalogueAlarms(card: ModelCard | null, items: number): DriftAlarm[] {
  if (card === null || items === 0) return [];
  const unknown = Math.max(0, items - card.data.items) / items;
  if (unknown <= unknownShareAlarm) return [];
  const message = `${Math.round(100 * unknown)} % of the catalogue's items were touched by nobody when the model was trained.`;
  return [{ what: "catalogue", message }];
}
