import type { Interactions } from "../recommend/interactions.ts";
import { itemCounts } from "../recommend/interactions.ts";
import type { ParameterValue } from "../recommend/model.ts";
import type { ChallengerReport } from "./judge-challenger.ts";

/** What is known of a trained model: enough to train it again, to judge it, and to go back to the one before. */
export interface ModelCard {
  modelId: string;
  name: string;
  parameters: Readonly<Record<string, ParameterValue>>;
  seed: string;
  trainedAt: number;
  data: DataSummary;
  /** On the split that the gate used. */
  metrics: Readonly<Record<string, number>>;
  /** The model that was in service when this one was trained; null for the first. */
  parentId: string | null;
  /** How it did against the model in service, on one split; null where nothing was in service. */
  gate: ChallengerReport | null;
}

export interface DataSummary {
  interactions: number;
  profiles: number;
  items: number;
  /** First and last time, in milliseconds. */
  fromAt: number;
  toAt: number;
  /** Changes with any row, its place or its weight. */
  hash: string;
}

export function summarizeData(interactions: Interactions): DataSummary {
  const { item, at, rowStart } = interactions;
  let fromAt = Number.POSITIVE_INFINITY;
  let toAt = Number.NEGATIVE_INFINITY;
  for (const time of at) {
    fromAt = Math.min(fromAt, time);
    toAt = Math.max(toAt, time);
  }
  let profiles = 0;
  for (let row = 0; row + 1 < rowStart.length; row++) if (rowStart[row + 1]! > rowStart[row]!) profiles++;
  const counts = itemCounts(interactions);
  return {
    interactions: item.length,
    profiles,
    items: counts.filter((n) => n > 0).length,
    fromAt,
    toAt,
    hash: hashOf(interactions),
  };
}

/** FNV-1a over every number and id, 32 bits twice with different starts. */
function hashOf({ rowStart, item, at, weight, itemIds, profileIds }: Interactions): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  const mix = (value: number) => {
    a = Math.imul(a ^ value, 0x01000193);
    b = Math.imul(b ^ value, 0x01000193) + 0x9e3779b9;
  };
  for (const array of [rowStart, item, at, weight]) {
    const words = new Uint32Array(array.buffer, array.byteOffset, array.byteLength / 4);
    for (let i = 0; i < words.length; i++) mix(words[i]!);
  }
  for (const ids of [itemIds, profileIds]) {
    for (const id of ids) for (let i = 0; i < id.length; i++) mix(id.charCodeAt(i));
  }
  return [a, b].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
}
