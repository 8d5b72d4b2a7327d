import type { DecidedItem, DecideResponse, PlacementDecision } from "@attune/model/decision";

/** Lists and items that stand for everyone are the same object in one decision after another, and frozen: their text is made once. */
const kept = new WeakMap<object, string>();

/** A decision as JSON. Most of it is lists, whose items were for the most part written before. */
export function decisionText({ placements, ...rest }: DecideResponse): string {
  let text = `${withoutEnd(JSON.stringify(rest))},"placements":{`;
  let separator = "";
  for (const id of Object.keys(placements)) {
    text += `${separator}${JSON.stringify(id)}:${placementText(placements[id]!)}`;
    separator = ",";
  }
  return `${text}}}`;
}

function placementText(decision: PlacementDecision): string {
  // What is undefined is not written. Copying all and leaving one out takes several times as long.
  const rest = JSON.stringify({ ...decision, items: undefined });
  return `${withoutEnd(rest)},"items":${textOnce(decision.items, itemsText)}}`;
}

function itemsText(items: readonly DecidedItem[]): string {
  if (items.length === 0 || !Object.isFrozen(items[0])) return JSON.stringify(items);
  let text = "[";
  let separator = "";
  for (const item of items) {
    text += separator + textOnce(item, JSON.stringify);
    separator = ",";
  }
  return `${text}]`;
}

function textOnce<T extends object>(value: T, write: (value: T) => string): string {
  if (!Object.isFrozen(value)) return write(value);
  let text = kept.get(value);
  if (text === undefined) {
    text = write(value);
    kept.set(value, text);
  }
  return text;
}

/** An object's text, open for more. */
const withoutEnd = (text: string): string => text.slice(0, -1);
