// Items that are alike by what they are: how long a large catalogue takes, and what is lost beside reading all places of all lists.
// usage: node bench/recommend/likeness.mjs [items = 20000] [beside all, yes|no = yes]   → results/likeness-ITEMS.json
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { neighborsBySharedTerms } from "@attune/learn/recommend/neighbors-by-shared-terms";
import { createRng } from "@attune/math/rng";

const itemCount = Number(process.argv[2] ?? 20_000);
const besideAll = (process.argv[3] ?? "yes") === "yes";
const limit = 50;
const rng = createRng("likeness");
/** Below `count`; the nth is as likely as 1 / n. */
const zipf = (count) => Math.min(count - 1, Math.floor(Math.exp(rng.uniform() * Math.log(count + 1)) - 1));
const even = (count) => Math.floor(count * rng.uniform());
const times = (count, make) => Array.from({ length: count }, make);

const catalogues = {
  "six words of 20,000, brand of 2,000, category of 300, price level": () => [
    `category ${zipf(300)}`,
    `brand ${zipf(2_000)}`,
    `price ${even(6)}`,
    ...times(6, () => `word ${zipf(20_000)}`),
  ],
  "half without name and brand": () => [
    `category ${zipf(30)}`,
    `price ${even(6)}`,
    ...(rng.uniform() < 0.5 ? [] : [`brand ${zipf(500)}`, ...times(5, () => `word ${zipf(5_000)}`)]),
  ],
  "category of ten, price level, three tags of 40": () => [
    `category ${zipf(10)}`,
    `price ${even(6)}`,
    ...times(3, () => `tag ${zipf(40)}`),
  ],
  "ten tags of 200, none rarer than another": () => times(10, () => `tag ${even(200)}`),
};

/** As `trainContent` weighs them: squared inverse document frequency, items as long as the root of their sum. */
function weighed(attributes) {
  const numbers = new Map();
  const itemsWith = [];
  const own = attributes.map((each) =>
    [...new Set(each)]
      .map((attribute) => {
        const number = numbers.get(attribute) ?? numbers.size;
        numbers.set(attribute, number);
        itemsWith[number] = (itemsWith[number] ?? 0) + 1;
        return number;
      })
      .sort((a, b) => a - b),
  );
  const weight = Float64Array.from(itemsWith, (count) => Math.log(attributes.length / count) ** 2);
  const rowStart = new Uint32Array(own.length + 1);
  own.forEach((terms, item) => {
    rowStart[item + 1] = rowStart[item] + terms.length;
  });
  const length = Float64Array.from(own, (terms) => Math.sqrt(terms.reduce((sum, term) => sum + weight[term], 0)));
  return { rowStart, term: Uint32Array.from(own.flat()), weight, length };
}

function timed(work) {
  const from = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(from);
  return { result, seconds: (user + system) / 1e6 };
}

/** Of the first `count` of each item's neighbors: how many are the same, and how alike they are beside how alike they could be. */
function kept(some, all, count) {
  let same = 0;
  let places = 0;
  let likeness = 0;
  let best = 0;
  for (let item = 0; item < itemCount; item++) {
    const placesOf = ({ rowStart }) => [rowStart[item], Math.min(rowStart[item + 1], rowStart[item] + count)];
    const found = new Set(some.neighbor.subarray(...placesOf(some)));
    for (const other of all.neighbor.subarray(...placesOf(all))) same += found.has(other) ? 1 : 0;
    places += placesOf(all)[1] - placesOf(all)[0];
    for (const strength of some.strength.subarray(...placesOf(some))) likeness += strength;
    for (const strength of all.strength.subarray(...placesOf(all))) best += strength;
  }
  return { same: same / places, likeness: likeness / best };
}

const rows = Object.entries(catalogues).map(([catalogue, make]) => {
  const items = weighed(times(itemCount, make));
  const usual = timed(() => neighborsBySharedTerms(items, limit));
  const row = { catalogue, processorSeconds: usual.seconds };
  if (besideAll) {
    const all = timed(() => neighborsBySharedTerms(items, limit, Number.POSITIVE_INFINITY));
    row.processorSecondsOfAll = all.seconds;
    row.of10 = kept(usual.result, all.result, 10);
    row.of50 = kept(usual.result, all.result, limit);
  }
  process.stderr.write(`${JSON.stringify(row)}\n`);
  return row;
});
const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.version, loadAverage: loadavg() };
const report = { bench: "likeness", at: new Date().toISOString(), machine, items: itemCount, limit, catalogues: rows };
const folder = new URL("results/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL(`likeness-${itemCount}.json`, folder), `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report, null, 2));
