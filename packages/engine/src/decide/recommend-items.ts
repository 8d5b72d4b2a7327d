import { ownVoice } from "@attune/learn/serve/own-voice";
import type { ServedTable } from "@attune/learn/serve/served-model";
import { addOne, addRow, causeIn, clearTally, multiplyScore, scoreIn, type Tally } from "@attune/learn/serve/tally";
import type { DecidedItem } from "@attune/model/decision";
import type { MerchandisingRule } from "@attune/model/merchandising";
import type { ItemList } from "@attune/model/tactic";
import type { CatalogueView } from "./catalogue-view.ts";
import type { Heard } from "./heard.ts";
import { anchorsOf, cartOf, touchesOf } from "./item-history.ts";
import { itemReason } from "./item-reason.ts";
import { likeness } from "./likeness.ts";
import { contextItems, type ListAsk } from "./list-ask.ts";
import type { ListGate } from "./list-gate.ts";
import { boostOf, boostRange } from "./merchandise.ts";
import { knowsNext, type PlacedModel, rowOfItem, tallyFor } from "./placed-model.ts";

/** From so many items on a history is long enough for the personal model. */
const longHistory = 4;
/** An upsell costs more than what is looked at, but not out of its reach. */
const upsell = { from: 1.1, to: 2 };
/** An add-on is a trifle beside the cart. */
const addOnShare = 0.3;
const dayMs = 86_400_000;
/** Due again from this share of the item's rhythm on; three times as late, the person has gone elsewhere. */
const due = { from: 0.7, until: 3 };

/**
 * What a model has to say, best first, at most as many as asked for. Empty where it has nothing to say. Costs what the history has neighbors,
 * whatever the size of the catalogue.
 */
export function recommendItems(
  list: ItemList,
  ask: ListAsk,
  gate: ListGate,
  rules: readonly MerchandisingRule[] | null,
  limit: number,
): DecidedItem[] {
  const { model, catalogue } = ask.lists;
  if (model === null) return [];
  const tally = tallyFor(catalogue);
  clearTally(tally);
  switch (list.from) {
    case "for-you": {
      if (!knowsNext(model)) return [];
      const { heard } = touchesOf(ask);
      speakOfNext(tally, list, ask, model, personalTable(model, heard), heard);
      break;
    }
    case "session-based": {
      if (!knowsNext(model)) return [];
      const { heard, ofThisVisit } = touchesOf(ask);
      speakOfNext(tally, list, ask, model, model.tables.session, heard.slice(0, ofThisVisit));
      break;
    }
    case "similar-items":
      speak(tally, model, model.tables.similar, anchorsOf(ask));
      addNewcomers(tally, ask, model, anchorsOf(ask));
      break;
    case "upsell":
      speak(tally, model, model.tables.similar, anchorsOf(ask));
      break;
    case "also-viewed":
      speak(tally, model, model.tables.viewed, anchorsOf(ask));
      break;
    case "bought-together":
      speak(tally, model, model.tables.bought, anchorsOf(ask));
      break;
    case "cart-add-ons":
      speak(tally, model, model.tables.bought, cartOf(ask));
      break;
    case "buy-again":
      addDue(tally, ask, model);
      break;
    default:
      return [];
  }
  const passes = priceGate(list, ask, gate);
  return best(tally, ask, passes, rules, limit).map((item) => ({
    itemId: catalogue.idOf(item),
    score: scoreIn(tally, item),
    reason: itemReason(list.from, ask, item, causeIn(tally, item)),
  }));
}

/**
 * The list of the request in the order that suits the person: what the personal model speaks for first, the rest as the shop ordered it. Nothing is added; what
 * the gate does not allow is left out.
 */
export function rankGivenList(ask: ListAsk, gate: ListGate): DecidedItem[] {
  const { model, catalogue } = ask.lists;
  const given = [...new Set(contextItems(ask, "items"))].filter(gate.allowsId);
  if (!knowsNext(model)) return given.map((itemId) => ({ itemId, score: 0, reason: inListOrder }));
  const { heard } = touchesOf(ask);
  const tally = tallyFor(catalogue);
  clearTally(tally);
  speak(tally, model, personalTable(model, heard), heard);
  const scored = given.map((itemId) => {
    const item = catalogue.numberOf(itemId);
    const score = item === undefined ? 0 : scoreIn(tally, item);
    const reason =
      score > 0 ? itemReason("ranked-list", ask, item as number, causeIn(tally, item as number)) : inListOrder;
    return { itemId, score, reason };
  });
  return scored.sort((a, b) => b.score - a.score);
}

const inListOrder = "in the order of the list";

/** A short history says more of this visit than of the person. */
function personalTable({ tables }: PlacedModel, heard: readonly Heard[]): ServedTable {
  return heard.length < longHistory ? tables.session : tables.personal;
}

/** Every item that is heard speaks for its neighbors, the latest loudest. */
function speak(tally: Tally, model: PlacedModel, table: ServedTable, heard: readonly Heard[]): void {
  let weight = 1;
  const count = Math.min(heard.length, table.lastItems);
  for (let i = 0; i < count; i++) {
    const { item } = heard[i]!;
    const row = rowOfItem(model, item);
    if (row >= 0) addRow(tally, table, row, weight, item);
    weight *= table.decay;
  }
}

function speakOfNext(
  tally: Tally,
  list: ItemList,
  ask: ListAsk,
  model: PlacedModel,
  table: ServedTable,
  heard: readonly Heard[],
): void {
  speak(tally, model, table, heard);
  if (keepsSeen(list, model)) speakForThemselves(tally, model, table, heard);
  addNewcomers(tally, ask, model, heard);
}

/** Whether what the person has seen may stand in a list of what is next: as the list says, and where `for-you` says nothing as the training found it. */
export function keepsSeen({ from, seen }: ItemList, model: PlacedModel | null): boolean {
  return (seen ?? (from === "for-you" ? model?.seen : undefined)) === "keep";
}

function speakForThemselves(tally: Tally, model: PlacedModel, table: ServedTable, heard: readonly Heard[]): void {
  let weight = 1;
  const count = Math.min(heard.length, table.lastItems);
  for (let i = 0; i < count; i++, weight *= table.decay) {
    const { item } = heard[i]!;
    const row = rowOfItem(model, item);
    const voice = row >= 0 ? ownVoice(table, row) : 0;
    if (voice > 0) addOne(tally, item, weight * voice, item);
  }
}

const newcomersHeard = 5;

/**
 * New items, of which the model knows nothing: each is spoken for by the items of its category that the person looked at, as loudly as they are alike, measured by
 * the strongest neighbor of the one who speaks.
 */
function addNewcomers(tally: Tally, { lists: { catalogue } }: ListAsk, model: PlacedModel, heard: readonly Heard[]) {
  if (model.newcomers.size === 0) return;
  const { rowStart, strength, decay } = model.tables.personal;
  let weight = 1;
  for (let i = 0; i < Math.min(heard.length, newcomersHeard); i++, weight *= decay) {
    const { item } = heard[i]!;
    const known = catalogue.itemOf(item);
    if (known === undefined) continue;
    const row = rowOfItem(model, item);
    const loudest = row >= 0 && rowStart[row + 1]! > rowStart[row]! ? strength[rowStart[row]!]! : 1;
    for (const newcomer of model.newcomers.get(known.category ?? "") ?? []) {
      if (newcomer !== item)
        addOne(tally, newcomer, weight * loudest * likeness(known, catalogue.itemOf(newcomer)!), item);
    }
  }
}

function addDue(tally: Tally, ask: ListAsk, model: PlacedModel): void {
  const { now } = ask;
  for (const { item, at } of touchesOf(ask).bought) {
    const row = rowOfItem(model, item);
    if (row < 0) continue;
    const share = (now - at) / (model.rhythmDays[row]! * dayMs);
    if (share >= due.from && share <= due.until) addOne(tally, item, Math.min(1, share), item);
  }
}

/** The gate, and what some lists ask of the price beside it; what they are about is not in them. */
function priceGate({ from }: ItemList, ask: ListAsk, gate: ListGate) {
  const { catalogue } = ask.lists;
  const priceOf = (item: number) => catalogue.itemOf(item)?.priceMicros;
  if (from === "upsell") {
    const [anchor] = anchorsOf(ask);
    const price = anchor === undefined ? undefined : priceOf(anchor.item);
    return (item: number) => {
      const other = priceOf(item);
      if (price === undefined || other === undefined) return false;
      return other >= upsell.from * price && other <= upsell.to * price && gate.allows(item);
    };
  }
  if (from !== "cart-add-ons") return gate.allows;
  let total = 0;
  for (const { item } of cartOf(ask)) total += priceOf(item) ?? 0;
  return (item: number) => (priceOf(item) ?? Number.POSITIVE_INFINITY) <= addOnShare * total && gate.allows(item);
}

/** The items with the greatest scores after boosts, best first; of a group the best. Equal scores: the smaller number first. */
function best(
  tally: Tally,
  { lists: { catalogue } }: ListAsk,
  allows: (item: number) => boolean,
  rules: readonly MerchandisingRule[] | null,
  limit: number,
): number[] {
  const kept = strongest(tally, catalogue, allows, limit);
  if (rules === null || !rules.some(({ boosts }) => boosts.length > 0) || kept.length === 0) return kept;
  // Few candidates can come into the list by their boosts: only these are looked at.
  const { least, most } = boostRange(rules);
  const bar = kept.length < limit ? 0 : (least * scoreIn(tally, kept.at(-1)!)) / most;
  for (let i = 0; i < tally.count; i++) {
    const item = tally.touched[i]!;
    if (scoreIn(tally, item) < bar) continue;
    const known = catalogue.itemOf(item);
    if (known !== undefined) multiplyScore(tally, item, boostOf(rules, known));
  }
  return strongest(tally, catalogue, allows, limit);
}

function strongest(tally: Tally, catalogue: CatalogueView, allows: (item: number) => boolean, limit: number): number[] {
  const { touched, count } = tally;
  const kept: number[] = [];
  let weakest = 0;
  for (let i = 0; i < count; i++) {
    const item = touched[i]!;
    const score = scoreIn(tally, item);
    if (score <= 0 || score < weakest) continue;
    if (kept.length === limit && !isBefore(item, kept[limit - 1]!, tally)) continue;
    if (!allows(item)) continue;
    insert(kept, item, tally, catalogue, limit);
    if (kept.length === limit) weakest = scoreIn(tally, kept[limit - 1]!);
  }
  return kept;
}

function isBefore(a: number, b: number, tally: Tally): boolean {
  const difference = scoreIn(tally, a) - scoreIn(tally, b);
  return difference > 0 || (difference === 0 && a < b);
}

function insert(kept: number[], item: number, tally: Tally, catalogue: CatalogueView, limit: number): void {
  const groupId = catalogue.itemOf(item)?.groupId;
  if (groupId !== undefined) {
    const twin = kept.findIndex((other) => catalogue.itemOf(other)?.groupId === groupId);
    if (twin >= 0) {
      if (!isBefore(item, kept[twin]!, tally)) return;
      kept.splice(twin, 1);
    }
  }
  // Moved one by one: `splice` makes an array of nothing each time.
  let place = kept.length < limit ? kept.push(item) - 1 : limit - 1;
  for (; place > 0 && isBefore(item, kept[place - 1]!, tally); place--) kept[place] = kept[place - 1]!;
  kept[place] = item;
}
