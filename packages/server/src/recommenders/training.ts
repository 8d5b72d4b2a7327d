import type { ChallengerReport } from "@attune/learn/registry/judge-challenger";
import type { DriftReport } from "@attune/learn/registry/judge-drift";
import type { DataSummary } from "@attune/learn/registry/model-card";
import type { Undetermined } from "@attune/model/undetermined";
import type { LearningRule } from "./leave-out-refusals.ts";

/** What a training's process is asked. */
export interface TrainingOrder {
  /** Rows of the query `item-touches`, a JSON a line. */
  touchesPath: string;
  /** Whose touches are taken out of them before anything else; null: that has been done. */
  refusals: RefusalsOrder | null;
  /** Items of the catalogue, a JSON a line. */
  itemsPath: string;
  /** Where the model is written. */
  modelPath: string;
  modelId: string;
  nowAt: number;
  /** Recipe behind the lists in service; null where none is. */
  champion: string | null;
  /** File of the model in service; null where none is, or it is gone. */
  championPath: string | null;
  seed: string;
}

/** Where people are read from, and what may be learned from them. */
export interface RefusalsOrder {
  directory: string;
  timeZone: string;
  rule: LearningRule;
}

/** What was learned, and how good it is. */
export interface TrainingResult {
  modelId: string;
  chosen: { personal: string; session: string };
  parameters: Record<string, number | string>;
  candidates: { name: string; personal: number; session: number }[];
  metrics: Record<string, number>;
  protocol: string;
  cases: number;
  gate: ChallengerReport;
  data: DataSummary;
  /** Items of the catalogue that nobody touched: known by what they are. */
  untouchedItems: number;
  /** Of the last 30 days. */
  people: number;
  /** What the recipe in service would do today, beside what it did when it was trained; undetermined where nothing serves or the past is too short. */
  drift: DriftReport | Undetermined;
  bytes: number;
}

/** What the process says. */
export type TrainingMessage =
  | { kind: "progress"; done: number; total: number }
  | { kind: "result"; result: TrainingResult | Undetermined }
  | { kind: "failure"; code: string; message: string };
