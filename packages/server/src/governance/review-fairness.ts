import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FairnessRules } from "@attune/model/alerts";
import { isUndetermined } from "@attune/model/undetermined";
import type { FairnessDocument } from "../commands/learn/fairness-document.ts";
import { fairnessText } from "../commands/learn/fairness-text.ts";
import type { Instance } from "../instance/instance.ts";
import { runLearn } from "../study/run-learn.ts";
import { writeStoreInteractions } from "../study/store-interactions.ts";
import { type FairnessByGroup, fairnessByGroup, fewestPeople } from "./fairness-by-group.ts";

/** What the weekly review says of fairness. */
export interface FairnessReview {
  people: FairnessByGroup;
  /** `attune learn fairness` of the lists, with mitigations and what they cost; null: the store holds no interactions. */
  lists: FairnessDocument | null;
}

/** The audit of everything that decides by person: exposure, offers and lift by group, and the lists' own errors by group. */
export async function reviewFairness(
  instance: Instance,
  { traits, itemGroup }: FairnessRules,
  signal: AbortSignal,
): Promise<FairnessReview> {
  const people = await fairnessByGroup(instance.engine, traits, signal);
  return { people, lists: await auditLists(instance, traits[0] ?? null, itemGroup, signal) };
}

async function auditLists(
  { engine, dataDirectory }: Instance,
  trait: string | null,
  itemGroup: string | null,
  signal: AbortSignal,
): Promise<FairnessDocument | null> {
  const folder = await mkdtemp(join(dataDirectory ?? tmpdir(), "fairness-"));
  try {
    const path = join(folder, "interactions");
    const { rows } = await writeStoreInteractions(engine, path, { segmentId: null, trait }, signal);
    if (rows === 0) return null;
    const groups = [
      ...(itemGroup === null ? [] : ["--item-group", itemGroup]),
      ...(trait === null ? [] : ["--person-group", "group"]),
    ];
    const words = ["--interactions", path, "--user", "person", "--item", "item", "--time", "time", ...groups];
    return (await runLearn("fairness", words, { signal, onProgress: () => {} })) as unknown as FairnessDocument;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As people read it in the review. */
export function fairnessReviewText({ people, lists }: FairnessReview): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const { groups, small } = people;
  const lines = groups.map(({ group, people: count, exposed, offered, lift }) => {
    const told = isUndetermined(lift)
      ? lift.undetermined.reason
      : `${percent(lift.estimate)} (${percent(lift.interval[0])} to ${percent(lift.interval[1])})`;
    return `  ${group.padEnd(30)} ${String(count).padEnd(9)} ${percent(exposed).padEnd(9)} ${percent(offered).padEnd(9)} ${told}`;
  });
  return [
    "Fairness: how groups of people fared",
    `  ${"group".padEnd(30)} ${"people".padEnd(9)} ${"exposed".padEnd(9)} ${"offered".padEnd(9)} orders more than in the global holdout`,
    ...lines,
    ...(small.groups === 0 ? [] : [`  ${small.groups} groups of fewer than ${fewestPeople} people are not told.`]),
    "",
    ...(lists === null ? ["No lists to audit: the store holds no interactions."] : [fairnessText(lists)]),
  ].join("\n");
}
