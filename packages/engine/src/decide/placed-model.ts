import type { ModelScope, ServedRole, ServedTable } from "@attune/learn/serve/served-model";
import { createTally, type Tally } from "@attune/learn/serve/tally";
import type { SeenRule } from "@attune/model/tactic";
import type { CatalogueView } from "./catalogue-view.ts";

/** A model in the numbers of the catalogue. Swapped as a whole. */
export interface PlacedModel {
  modelId: string;
  trainedAt: number;
  /** Rows of the tables by item number; -1, or beyond the end: the model does not know the item. */
  rowOf: Int32Array;
  tables: Record<ServedRole, ServedTable>;
  /** What lists do with what the person has seen where they do not say it themselves; absent: `leave-out`. */
  seen?: SeenRule;
  /** Where it does not speak of everything. */
  only?: ModelScope;
  /** By row. */
  rhythmDays: Float32Array;
  /** Items that can be shown and that the model cannot know, by category, newest first. */
  newcomers: ReadonlyMap<string, readonly number[]>;
}

/** Whether a model says what somebody wants next; without one, or with one of likeness alone, popular items stand in. */
export function knowsNext(model: PlacedModel | null): model is PlacedModel {
  return model !== null && model.only === undefined;
}

/** The row of an item; -1 where the model does not know it. */
export function rowOfItem({ rowOf }: Pick<PlacedModel, "rowOf">, item: number): number {
  return item < rowOf.length ? rowOf[item]! : -1;
}

const mostNewcomers = 50;

/** New items by category. Linear in what is newest. */
export function newcomersTo(
  model: Pick<PlacedModel, "rowOf">,
  { newest, available, itemOf }: CatalogueView,
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const item of newest) {
    if (available[item] !== 1 || rowOfItem(model, item) >= 0) continue;
    const category = itemOf(item)?.category ?? "";
    const list = found.get(category);
    if (list === undefined) found.set(category, [item]);
    else if (list.length < mostNewcomers) list.push(item);
  }
  return found;
}

let tally: Tally = createTally(0);

/** Scratch of one list: decisions are made one at a time, and no list outlives its making. */
export function tallyFor({ size }: CatalogueView): Tally {
  if (tally.capacity < size) tally = createTally(Math.ceil(size * 1.25) + 64);
  return tally;
}
