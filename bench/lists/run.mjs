// What a list costs inside one decision: 100,000 items, tables of 50 neighbors, histories of 20 touches; in the process, without HTTP.
// usage: node bench/lists/run.mjs [items] [lists]
import { fillList } from "../../packages/engine/dist/decide/fill-list.js";
import { emptyItemLists } from "../../packages/engine/dist/decide/item-lists.js";
import { createLiveCatalogue } from "../../packages/engine/dist/runtime/live-catalogue.js";
import { placeModel } from "../../packages/engine/dist/runtime/place-model.js";
import { quantile, report } from "../running/server.mjs";

const [items = 100_000, lists = 40_000] = process.argv.slice(2).map(Number);
let state = 12345;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const catalogue = createLiveCatalogue();
const before = process.memoryUsage();
const loadFrom = performance.now();
for (let i = 0; i < items; i++) {
  catalogue.put({
    itemId: `item-${i}`,
    name: `Item number ${i}`,
    category: `category-${i % 200}`,
    brand: `brand-${i % 500}`,
    priceMicros: 1_000_000 + i * 100,
    available: i % 50 !== 0,
    listedAt: i < items - 300 ? 1 : Date.now() - i,
  });
}
const loadMs = performance.now() - loadFrom;
const known = items - 300;
const table = () => {
  const rowStart = Uint32Array.from({ length: known + 1 }, (_, row) => row * 50);
  const neighbor = Uint32Array.from({ length: known * 50 }, () => Math.floor(known * random() * random()));
  const strength = Float32Array.from({ length: known * 50 }, (_, entry) => 1 / (1 + (entry % 50)));
  return { rowStart, neighbor, strength, decay: 0.9, lastItems: 12 };
};
const ids = Array.from({ length: known }, (_, i) => `item-${i}`);
const served = {
  modelId: "m",
  trainedAt: 1,
  itemCount: known,
  *itemIds() {
    for (let from = 0; from < known; from += 4_000) yield ids.slice(from, from + 4_000);
  },
  tables: { personal: table(), session: table(), viewed: table(), bought: table(), similar: table() },
  rhythmDays: new Float32Array(known).fill(Number.NaN),
};
const placeFrom = performance.now();
let longestTurnMs = 0;
let turnFrom = performance.now();
const model = await placeModel(served, catalogue, async () => {
  longestTurnMs = Math.max(longestTurnMs, performance.now() - turnFrom);
  await new Promise((resolve) => setImmediate(resolve));
  turnFrom = performance.now();
});
const placeMs = performance.now() - placeFrom;
const popular = Array.from({ length: 100 }, (_, i) => ({ itemId: `item-${i + 1}`, score: 100 - i }));
const itemLists = {
  ...emptyItemLists,
  popular,
  trending: popular,
  catalogue,
  unavailable: catalogue.unavailable(),
  model,
};
const now = Date.now();
const profiles = Array.from({ length: 2_000 }, () => ({
  interactions: Array.from({ length: 20 }, (_, i) => ({
    itemId: `item-${Math.floor(known * random())}`,
    kind: i % 7 === 0 ? "cart" : "view",
    at: now - (20 - i) * 60_000,
    offset: i,
  })),
  cart: { cleared: { at: 0, offset: 0 }, changes: [] },
}));
const rules = [
  {
    ruleId: "a",
    name: "a",
    on: {},
    pins: [],
    boosts: [{ where: { brand: "brand-7" }, factor: 2 }],
    hides: [{ category: "category-3" }],
  },
];
function measure(from, withRules = []) {
  const took = [];
  let cpuFrom = process.cpuUsage();
  for (let n = 0; n < lists; n++) {
    if (n === lists / 10) cpuFrom = process.cpuUsage();
    const ask = {
      profile: profiles[n % profiles.length],
      context: { itemId: `item-${n % known}` },
      now,
      decisionId: `d${n}`,
      lists: itemLists,
      rules: withRules,
      taken: new Set(),
      history: {},
    };
    const begun = process.hrtime.bigint();
    fillList({ from, limit: 8 }, "row", ask);
    took.push(Number(process.hrtime.bigint() - begun) / 1_000);
  }
  const { user, system } = process.cpuUsage(cpuFrom);
  const sorted = took.slice(lists / 10).sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return {
    cpuUs: (user + system) / (0.9 * lists),
    meanUs: mean,
    medianUs: quantile(sorted, 0.5),
    p99Us: quantile(sorted, 0.99),
  };
}
const result = {};
for (const from of ["popular", "for-you", "similar-items", "recently-viewed"]) result[from] = measure(from);
result["for-you with a boost and a hide"] = measure("for-you", rules);
report("lists", {
  items,
  historyItems: 20,
  neighbors: 50,
  loadCatalogueMs: Math.round(loadMs),
  placeModelMs: Math.round(placeMs),
  longestTurnMs,
  heapMiB: Math.round((process.memoryUsage().heapUsed - before.heapUsed) / 2 ** 20),
  microsecondsPerList: result,
});
