/**
 * Load + commit of groups, as the write path does it: µs per event and events/s. Arguments: events per group, profiles per group, seconds,
 * message keys in the directory before the clock starts. Run after `npm run build`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSet } from "../../packages/model/dist/write-set.js";
import { openEmbeddedStores } from "../../packages/store/dist/embedded/stores.js";

const [groupSize, profilesPerGroup, seconds, seenBefore] = process.argv
  .slice(2)
  .concat(["1000", "300", "8", "1000000"].slice(process.argv.length - 2))
  .map(Number);
const population = 100_000;
const empty = writeSet({});
const directory = mkdtempSync(join(tmpdir(), "attune-bench-"));
const { log, state, health, close } = openEmbeddedStores({ directory, foldOnto: (profile) => profile });

let seed = 1;
const random = (below) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const identifier = (n) => `user_id:user-${n}`;

/** About 650 bytes of JSON. */
const event = (n) => ({
  messageId: `ajs-next-${n}-9f1c2d3e4b5a`,
  type: "track",
  name: "Product Viewed",
  at: 1_700_000_000_000 + n,
  receivedAt: 1_700_000_000_100 + n,
  source: "http",
  identifiers: [
    { namespace: "user_id", value: `user-${n % population}` },
    { namespace: "anonymous_id", value: `0b9a6d1e-3c0f-4c6e-9f0a-${n}` },
  ],
  actor: "person",
  channel: "web",
  device: "phone",
  items: [
    {
      itemId: `sku-${n % 997}`,
      name: "Ceramic Mug",
      category: "kitchen/mugs",
      brand: "Acme",
      quantity: 1,
      priceMicros: 12_990_000,
    },
  ],
  properties: { product_id: `sku-${n % 997}`, url: "https://shop.example/p/sku-1", price: 12.99, currency: "GBP" },
  traits: {},
  context: { page: { url: "https://shop.example/p/sku-1", title: "Mug" }, locale: "en-GB" },
});

/** About 2 KB of JSON. */
const profile = (n, offset) => ({
  profileId: `profile-${n}`,
  createdOffset: 1,
  lastOffset: offset,
  firstSeenAt: 1_700_000_000_000,
  lastSeenAt: 1_700_000_000_000 + offset,
  eventCount: offset,
  identities: [
    {
      namespace: "user_id",
      value: `user-${n}`,
      first: { at: 1_700_000_000_000, offset: 1 },
      last: { at: 1_700_000_000_000, offset },
    },
  ],
  traits: { email: { at: 1_700_000_000_000, offset: 1, value: `user-${n}@example.com` } },
  counters: { "Product Viewed": { total: offset, days: { 19675: 3, 19676: 5, 19677: 9 } } },
  recentEvents: Array.from({ length: 10 }, (_, index) => ({
    at: 1_700_000_000_000 + index,
    offset: index,
    name: "Product Viewed",
    itemId: `sku-${index}`,
  })),
  interactions: Array.from({ length: 6 }, (_, index) => ({
    at: 1_700_000_000_000 + index,
    offset: index,
    itemId: `sku-${index}`,
    kind: "view",
    category: "kitchen/mugs",
    brand: "Acme",
    priceMicros: 12_990_000,
  })),
});

for (let from = 0; from < population; from += 5_000) {
  const numbers = Array.from({ length: 5_000 }, (_, index) => from + index);
  await state.commit({
    ...empty,
    profiles: new Map(numbers.map((n) => [`profile-${n}`, profile(n, 1)])),
    identities: new Map(numbers.map((n) => [identifier(n), { profileId: `profile-${n}`, namedBy: [`profile-${n}`] }])),
  });
}
for (let from = 0; from < seenBefore; from += 20_000)
  await state.commit({
    ...empty,
    seen: new Map(Array.from({ length: 20_000 }, (_, index) => [`before|${from + index}`, 1e15])),
  });

let offset = await log.head();
let events = 0;
let loadMs = 0;
let ownMs = 0;
const latencies = [];
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
while (performance.now() - startedAt < seconds * 1_000) {
  const people = Array.from({ length: profilesPerGroup }, () => random(population));
  const offsets = Array.from({ length: groupSize }, (_, index) => offset + index + 1);
  const t0 = performance.now();
  const view = await state.load(
    people.map(identifier),
    offsets.map((n) => `http|ajs-next-${n}`),
  );
  const t1 = performance.now();
  loadMs += t1 - t0;
  const writes = {
    ...empty,
    entries: offsets.map((n, index) => ({
      kind: "event",
      offset: n,
      profileId: `profile-${people[index % people.length]}`,
      event: event(n),
    })),
    profiles: new Map(people.map((n) => [`profile-${n}`, profile(n, view.nextOffset)])),
    seen: new Map(offsets.map((n) => [`http|ajs-next-${n}`, 1e15])),
  };
  const t2 = performance.now();
  ownMs += t2 - t1;
  await state.commit(writes);
  latencies.push(performance.now() - t2);
  offset += groupSize;
  events += groupSize;
}
const elapsedMs = performance.now() - startedAt;
const { user, system } = process.cpuUsage(cpuBefore);
latencies.sort((a, b) => a - b);
const { usedBytes } = await health();
const round = (value) => Math.round(value * 10) / 10;
console.log(
  JSON.stringify({
    groupSize,
    profilesPerGroup,
    seenBefore,
    eventsPerSecond: Math.round((events / elapsedMs) * 1_000),
    loadMicrosPerEvent: round((loadMs * 1_000) / events),
    commitMicrosPerEvent: round((latencies.reduce((sum, ms) => sum + ms, 0) * 1_000) / events),
    benchMicrosPerEvent: round((ownMs * 1_000) / events),
    cpuMicrosPerEvent: round((user + system) / events),
    commitMsP50: round(latencies[Math.floor(latencies.length * 0.5)]),
    commitMsP99: round(latencies[Math.floor(latencies.length * 0.99)]),
    usedMegabytes: Math.round(usedBytes / 1e6),
  }),
);
await close();
rmSync(directory, { recursive: true, force: true });
