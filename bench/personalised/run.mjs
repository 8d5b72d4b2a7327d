// Lists over HTTP on a simulated shop whose truth is known: what people would rather have, personalised or popular; a visitor nobody knows; an item nobody knows.
// usage: node bench/personalised/run.mjs [shoppers] [days] [items]

import { answerWith } from "../../packages/shop/dist/answer-with.js";
import { createAppeal } from "../../packages/shop/dist/appeal.js";
import { catalogueFeed, createCatalogue, createShoppers, simulate } from "../../packages/shop/dist/index.js";
import { basic, report, startServer } from "../running/server.mjs";

const [count = 6_000, days = 45, items = 600] = process.argv.slice(2).map(Number);
const dayMs = 86_400_000;
const config = `business: { name: Proof, currency: EUR }
holdout: 0
models: { belowThresholds: a proof on a small shop }
placements:
  popular: { default: { items: { from: popular, limit: 60 } } }
  personal: {}
  similar: {}
  ranked: {}
  next: {}
tactics:
  next: { placement: next, holdout: 0, items: { from: for-you, limit: 8, seen: leave-out } }
  personal: { placement: personal, holdout: 0, items: { from: for-you, limit: 8 } }
  ranked: { placement: ranked, holdout: 0, items: { from: ranked-list, limit: 8 } }
  similar: { placement: similar, holdout: 0, items: { from: similar-items, limit: 8 } }
`;

const server = await startServer({ config });
const json = { "content-type": "application/json" };
async function ask(method, path, body, key = server.secretKey) {
  const response = await fetch(server.url + path, {
    method,
    headers: { ...json, authorization: basic(key) },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

const catalogue = createCatalogue({ seed: "personalised", size: items });
const shoppers = createShoppers(catalogue, { seed: "personalised", count });
const startAt = Date.now() - days * dayMs;
await ask("PUT", "/v1/catalog/items", { items: catalogueFeed(catalogue) });

let events = 0;
let batch = [];
const known = new Map();
const looks = new Map();
async function send() {
  if (batch.length === 0) return;
  await ask("POST", "/v1/batch", { batch }, server.writeKey);
  events += batch.length;
  batch = [];
}
for (const step of answerWith(
  simulate({ seed: "personalised", startAt, days, catalogue, shoppers }),
  () => undefined,
)) {
  if (step.kind !== "event") continue;
  batch.push(step.payload);
  const { event, anonymousId, properties } = step.payload;
  if (event === "Product Viewed")
    looks.set(anonymousId, (looks.get(anonymousId) ?? new Set()).add(properties.product_id));
  if (batch.length === 100) await send();
}
await send();
for (const shopper of shoppers) for (const { anonymousId } of shopper.devices) known.set(anonymousId, shopper);

const { jobId } = await ask("POST", "/v1/learn/train", {});
let job = await fetchJob();
async function fetchJob() {
  const response = await fetch(`${server.url}/v1/jobs/${jobId}`, {
    headers: { authorization: basic(server.secretKey) },
  });
  return response.json();
}
while (job.state === "running") {
  await new Promise((resolve) => setTimeout(resolve, 250));
  job = await fetchJob();
}
if (job.state !== "done") throw new Error(JSON.stringify(job.error));
const training = job.result;
// Lists of popular items are refreshed every 15 seconds.
await new Promise((resolve) => setTimeout(resolve, 16_000));

const appeal = createAppeal(catalogue);
const meanAppeal = (shopper, list) =>
  list.reduce((sum, { itemId }) => sum + appeal(shopper, catalogue.byId.get(itemId)), 0) / list.length;
const ratios = [];
// Both without what the person has seen.
const againstUnseen = [];
// The sixty popular items in the order that suits the person, seen ones included.
const reordered = [];
const byHistory = {};
// The same list without what the person has seen.
const nextRatios = [];
// Of the places of the personal and of the popular list.
const seenShares = [];
let asked = 0;
for (const [anonymousId, shopper] of known) {
  if (asked >= 3_000) break;
  // Apart, or the second list would leave out what stands in the first.
  const decide = (placement, context = {}) =>
    ask("POST", "/v1/decide", { anonymousId, placements: [placement], context }, server.writeKey);
  const [personal, popular] = await Promise.all([decide("personal"), decide("popular")]);
  const given = popular.placements.popular.items.map(({ itemId }) => itemId);
  const next = (await decide("next")).placements.next.items;
  const ranked = (await decide("ranked", { items: given })).placements.ranked.items;
  asked += 1;
  const mine = personal.placements.personal.items;
  const sixty = popular.placements.popular.items;
  const theirs = sixty.slice(0, 8);
  const seen = looks.get(anonymousId) ?? new Set();
  const unseen = sixty.filter(({ itemId }) => !seen.has(itemId)).slice(0, 8);
  if (mine.length < 8 || theirs.length < 8) continue;
  const ratio = Math.log(meanAppeal(shopper, mine) / meanAppeal(shopper, theirs));
  const isKnown = mine.some(({ reason }) => reason.startsWith("because"));
  ratios.push(ratio);
  nextRatios.push(Math.log(meanAppeal(shopper, next) / meanAppeal(shopper, theirs)));
  const shareOf = (list) => list.filter(({ itemId }) => seen.has(itemId)).length / list.length;
  seenShares.push([shareOf(mine), shareOf(theirs)]);
  if (isKnown) reordered.push(Math.log(meanAppeal(shopper, ranked) / meanAppeal(shopper, theirs)));
  if (isKnown && unseen.length === 8)
    againstUnseen.push(Math.log(meanAppeal(shopper, next) / meanAppeal(shopper, unseen)));
  const group = isKnown ? "known" : "unknown";
  byHistory[group] ??= [];
  byHistory[group].push(ratio);
}
function summary(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  const error = deviation / Math.sqrt(values.length);
  const percent = (value) => Math.round(1_000 * (Math.exp(value) - 1)) / 10;
  return {
    people: values.length,
    percent: percent(mean),
    interval: [percent(mean - 1.96 * error), percent(mean + 1.96 * error)],
  };
}

// Somebody nobody knows: a full list at once, and after one look a list about it.
const stranger = await ask(
  "POST",
  "/v1/decide",
  { anonymousId: "stranger", placements: ["personal"] },
  server.writeKey,
);
const looked = catalogue.items[0];
await ask(
  "POST",
  "/v1/batch",
  {
    batch: [
      {
        type: "track",
        event: "Product Viewed",
        anonymousId: "stranger",
        messageId: "s1",
        properties: { product_id: looked.itemId, category: looked.category },
      },
    ],
  },
  server.writeKey,
);
const afterOneLook = await ask(
  "POST",
  "/v1/decide",
  { anonymousId: "stranger", placements: ["personal"] },
  server.writeKey,
);

// An item nobody knows: among those like it and in personal lists from its first second, gone when it is sold out.
const fresh = { ...looked, itemId: "FRESH", name: "Fresh one", available: true };
for (const field of ["popularity", "relativePrice"]) delete fresh[field];
await ask("PUT", "/v1/catalog/items", { items: [fresh] });
const similarTo = async () => {
  const body = { anonymousId: "other", placements: ["similar"], context: { itemId: looked.itemId } };
  return (await ask("POST", "/v1/decide", body, server.writeKey)).placements.similar.items.map(({ itemId }) => itemId);
};
const placeOfFresh = (await similarTo()).indexOf("FRESH");
const personalOfFresh = (
  await ask("POST", "/v1/decide", { anonymousId: "stranger", placements: ["personal"] }, server.writeKey)
).placements.personal.items.findIndex(({ itemId }) => itemId === "FRESH");
await ask("PATCH", "/v1/catalog/items", { items: [{ itemId: "FRESH", stock: 0 }] });
const goneAtOnce = !(await similarTo()).includes("FRESH");

report("personalised", {
  shop: { shoppers: count, days, items, events },
  training: {
    chosen: training.chosen,
    seen: training.parameters.seen,
    metrics: training.metrics,
    difference: training.gate.comparison.difference,
    interval: training.gate.comparison.interval,
    inService: training.inService,
    reasons: training.reasons,
    seconds: training.seconds,
  },
  trueAppealOfPopularInPersonalOrder: summary(reordered),
  trueAppealAgainstPopularUnseen: summary(againstUnseen),
  trueAppealAgainstPopular: {
    all: summary(ratios),
    ...Object.fromEntries(Object.entries(byHistory).map(([name, values]) => [name, summary(values)])),
  },
  trueAppealAgainstPopularWithoutSeen: summary(nextRatios),
  shareOfPlacesSeen: Object.fromEntries(
    ["personal", "popular"].map((name, i) => [
      name,
      seenShares.reduce((sum, of) => sum + of[i], 0) / seenShares.length,
    ]),
  ),
  stranger: {
    first: {
      items: stranger.placements.personal.items.length,
      fallback: stranger.placements.personal.fallback,
      reason: stranger.placements.personal.items[0]?.reason,
    },
    afterOneLook: {
      items: afterOneLook.placements.personal.items.length,
      reason: afterOneLook.placements.personal.items[0]?.reason,
    },
  },
  newItem: { placeAmongSimilar: placeOfFresh + 1, placeInPersonalList: personalOfFresh + 1, goneAtOnce },
});
await server.stop();
