import type { Undetermined } from "@attune/model/undetermined";
import { useGet } from "./get.ts";

/** A trained model as its card tells. */
export interface ModelCard {
  modelId: string;
  name: string;
  trainedAt: number;
  data: { interactions: number; profiles: number; items: number; fromAt: number; toAt: number };
  metrics: Readonly<Record<string, number>>;
  parentId: string | null;
}

/** Which model serves in a place, since when and why. */
export interface ServiceEntry {
  slot: string;
  modelId: string;
  sinceAt: number;
  reasons: string[];
  /** `likeness`: it does not say what a person wants next; popular items stand in there. */
  only?: "likeness";
}

interface RecommenderStatus {
  /** Null: popular items stand in. */
  servedModelId: string | null;
  service: ServiceEntry | null;
  card: ModelCard | null;
  choices: { everyHours: number; despite?: string };
  lastTraining: object | Undetermined | null;
  lastTrainingAt: number | null;
  catalogue: { items: number; changedAt: number | null };
  alarms: Array<{ what: string; message: string }>;
}

export const useModels = () => useGet<{ models: ModelCard[]; service: ServiceEntry[] }>("/v1/learn/models", 30_000);

export const useRecommenders = () => useGet<RecommenderStatus>("/v1/learn/recommenders", 30_000);
