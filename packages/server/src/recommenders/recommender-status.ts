import type { ModelCard } from "@attune/learn/registry/model-card";
import { inService, type ServiceEntry } from "@attune/learn/registry/registry";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { usualStaleAfterHours } from "../catalogue/stale-feed.ts";
import type { Instance } from "../instance/instance.ts";
import {
  lastTraining,
  type TrainingChoices,
  type TrainingReport,
  usualTrainingChoices,
} from "../jobs/train-recommenders.ts";
import { type DriftAlarm, driftAlarms, type MarkedExperiment, staleExperiments } from "./drift-marks.ts";
import { recommendationSlot } from "./model-files.ts";
import { loadRegistry } from "./model-registry.ts";

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
  /** Experiments that ended before behaviour moved: their effects want a new test. */
  staleExperiments: MarkedExperiment[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
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
  const staleAfterHours = engine.playbook.catalogue?.staleAfterHours ?? usualStaleAfterHours;
  const choices = last?.choices ?? usualTrainingChoices;
  const report = last?.report ?? null;
  const servedModelId = engine.catalogue.served()?.modelId ?? null;
  return {
    schema: "attune.learn.recommenders/1",
    servedModelId,
    service,
    card,
    choices,
    lastTraining: report,
    lastTrainingAt: last?.at ?? null,
    catalogue,
    alarms: [
      ...fileAlarms(service, servedModelId),
      ...feedAlarms(catalogue, staleAfterHours, clock()),
      ...trainingAlarms(card, choices, clock()),
      ...(report === null || isUndetermined(report) ? [] : driftAlarms(report.drift)),
      ...catalogueAlarms(card, catalogue.items),
    ],
    staleExperiments: await staleExperiments(engine),
  };
}

function fileAlarms(service: ServiceEntry | null, servedModelId: string | null): DriftAlarm[] {
  if (service === null || servedModelId !== null) return [];
  const message = `Lists cannot be served from ${service.modelId}: its file is damaged or not there. Popular items stand in until the next training, or until one goes back to a model before.`;
  return [{ what: "file", message }];
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

function catalogueAlarms(card: ModelCard | null, items: number): DriftAlarm[] {
  if (card === null || items === 0) return [];
  const unknown = Math.max(0, items - card.data.items) / items;
  if (unknown <= unknownShareAlarm) return [];
  const message = `${Math.round(100 * unknown)} % of the catalogue's items were touched by nobody when the model was trained.`;
  return [{ what: "catalogue", message }];
}
