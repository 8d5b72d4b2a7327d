import type { DecideResponse, PlacementDecision } from "@attune/model/decision";

/** Lists that stand for everyone are the same array in one decision after another, and frozen: their text is made once. */
const kept = new WeakMap<PlacementDecision["items"], string>();

/** A decision as JSON. Half of it is lists, most of which were written before. */
export function decisionText({ placements, ...rest }: DecideResponse): string {
  const decided = Object.keys(placements).map((id) => `${JSON.stringify(id)}:${placementText(placements[id]!)}`);
  return `${JSON.stringify(rest).slice(0, -1)},"placements":{${decided.join(",")}}}`;
}

function placementText({ items, ...rest }: PlacementDecision): string {
  return `${JSON.stringify(rest).slice(0, -1)},"items":${itemsText(items)}}`;
}

function itemsText(items: PlacementDecision["items"]): string {
  if (!Object.isFrozen(items)) return JSON.stringify(items);
  let text = kept.get(items);
  if (text === undefined) {
    text = JSON.stringify(items);
    kept.set(items, text);
  }
  return text;
}
