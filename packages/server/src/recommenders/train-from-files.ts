import { createReadStream } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { createInterface } from "node:readline";
import { createIds, createInteractionsBuilder, type Interactions } from "@attune/learn/recommend/interactions";
import { neighborRecommender } from "@attune/learn/recommend/item-neighbors";
import { judgeDrift } from "@attune/learn/registry/judge-drift";
import { summarizeData } from "@attune/learn/registry/model-card";
import { decodeModel, encodeModel } from "@attune/learn/serve/model-file";
import { renumberTable } from "@attune/learn/serve/renumber-table";
import type { ServedTable } from "@attune/learn/serve/served-model";
import { type CategoryOf, tableRecipes } from "@attune/learn/serve/served-tables";
import { trainServedModel } from "@attune/learn/serve/train-served-model";
import type { ShopData } from "@attune/learn/serve/train-shop";
import { createRng } from "@attune/math/rng";
import { dayMs } from "@attune/math/time-units";
import type { Item } from "@attune/model/item";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { touchNames } from "@attune/model/vocabulary";
import { openProfileScan } from "@attune/store/embedded/profile-scan";
import { createFoldOnto } from "../instance/open-stores.ts";
import { leaveOutRefusals } from "./leave-out-refusals.ts";
import { sealOf } from "./sealed-file.ts";
import type { TrainingOrder, TrainingResult } from "./training.ts";

const weightOfTouch = { view: 1, wishlist: 2, cart: 3, purchase: 5 } as const;
const weights: ReadonlyMap<string, number> = new Map(
  (["view", "wishlist", "cart", "purchase"] as const).flatMap((kind) =>
    touchNames[kind].map((name): [string, number] => [name, weightOfTouch[kind]]),
  ),
);
/** Less than this tells no recipe from chance. */
const fewestInteractions = 500;
const fewestPeople = 50;

/** Reads what people did, trains, judges, and writes the model's file, whole or not at all. */
export async function trainFromFiles(
  order: TrainingOrder,
  onProgress: (done: number, total: number) => void,
): Promise<TrainingResult | Undetermined> {
  await leaveOut(order);
  const items = await readItems(order.itemsPath);
  const { data, recentPeople } = await readTouches(order, items);
  const { interactions } = data;
  const summary = summarizeData(interactions);
  if (summary.interactions < fewestInteractions || summary.profiles < fewestPeople) {
    const found = `${summary.interactions} touches of items by ${summary.profiles} people`;
    const needed = `${fewestInteractions} by ${fewestPeople} are the least that a model can be judged on`;
    return undetermined("too-little-data", `There are ${found}; ${needed}.`);
  }
  const trained = trainServedModel({
    data,
    itemOf: (itemId) => items.get(itemId),
    champion: order.champion,
    inService: await tableInService(order.championPath, interactions),
    modelId: order.modelId,
    trainedAt: order.nowAt,
    rng: createRng(order.seed),
    onProgress,
  });
  const parts = encodeModel(trained.model, interactions.itemIds);
  await writeWhole(order.modelPath, [...parts, sealOf(parts)]);
  const { model: _, ...told } = trained;
  return {
    ...told,
    modelId: order.modelId,
    data: summary,
    untouchedItems: interactions.itemIds.length - summary.items,
    people: recentPeople,
    drift: driftOf(interactions, order.champion, (item) => items.get(interactions.itemIds[item]!)?.category),
    bytes: parts.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
}

async function leaveOut({ touchesPath, refusals }: TrainingOrder): Promise<void> {
  if (refusals === null) return;
  const scan = openProfileScan(refusals.directory, createFoldOnto(refusals.timeZone));
  try {
    await leaveOutRefusals(touchesPath, refusals.rule, { profileOf: scan.profile, pause: () => undefined });
  } finally {
    await scan.close();
  }
}

/** What the model in service answers people from, in the numbers of these interactions. A file that cannot be read is as good as none. */
async function tableInService(path: string | null, { itemIds, itemIndex }: Interactions): Promise<ServedTable | null> {
  if (path === null) return null;
  try {
    const model = decodeModel(await readFile(path));
    const ids = [...model.itemIds()].flat();
    return renumberTable(model.tables.personal, itemIds.length, (row) => itemIndex.get(ids[row]!));
  } catch {
    return null;
  }
}

function driftOf(interactions: Interactions, champion: string | null, categoryOf: CategoryOf): TrainingResult["drift"] {
  const recipe = tableRecipes.find(({ name }) => name === champion);
  if (recipe === undefined) return undetermined("nothing-in-service", "No model is in service yet.");
  return judgeDrift(interactions, {
    train(part) {
      const table = recipe.train(part, categoryOf);
      return neighborRecommender(recipe.name, table, table);
    },
    recentMs: null,
    cutOff: 10,
    excludeSeen: true,
    tolerance: 0.1,
  });
}

async function readItems(path: string): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for await (const line of linesOf(path)) {
    const item = JSON.parse(line) as Item;
    items.set(item.itemId, item);
  }
  return items;
}

interface Touch {
  personId: string;
  at: string;
  name: string;
  itemIds: string[];
}

async function readTouches(
  { touchesPath, nowAt }: TrainingOrder,
  items: ReadonlyMap<string, Item>,
): Promise<{ data: ShopData; recentPeople: number }> {
  const ids = createIds();
  for (const itemId of items.keys()) ids.items.add(itemId);
  const all = createInteractionsBuilder(ids);
  const purchases = createInteractionsBuilder(ids);
  const orders = createInteractionsBuilder({ profiles: createIds().profiles, items: ids.items });
  const recent = new Set<string>();
  for await (const line of linesOf(touchesPath)) {
    const touch = JSON.parse(line) as Touch;
    const at = Number(touch.at);
    if (nowAt - at <= 30 * dayMs) recent.add(touch.personId);
    for (const itemId of new Set(touch.itemIds)) {
      all.add(touch.personId, itemId, at, weights.get(touch.name));
      if (touch.name !== "Order Completed") continue;
      purchases.add(touch.personId, itemId, at, 1);
      orders.add(`${touch.personId} ${touch.at}`, itemId, at, 1);
    }
  }
  return {
    data: {
      interactions: all.finish().interactions,
      purchases: purchases.finish().interactions,
      orders: orders.finish().interactions,
    },
    recentPeople: recent.size,
  };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY }))
    if (line !== "") yield line;
}

async function writeWhole(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(`${path}.part`, "w");
  try {
    for (const part of parts) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}
