// Writes people straight into a data directory: profiles of a shop, about 2 KB each, with the histories that windows and sequences look at.
import { openEmbeddedStores } from "../../packages/store/dist/embedded/stores.js";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const perCommit = 2_000;

export async function writePeople(directory, people, now = Date.now()) {
  const stores = openEmbeddedStores({ directory, foldOnto: (profile) => profile });
  const draw = drawer(7);
  for (let from = 0; from < people; from += perCommit) {
    const profiles = new Map();
    for (let n = from; n < Math.min(people, from + perCommit); n++) {
      const profile = person(n, now, draw);
      profiles.set(profile.profileId, profile);
    }
    await stores.state.commit({
      entries: [],
      rewritten: [],
      profiles,
      derivable: new Set(),
      identities: new Map(),
      seen: new Map(),
      quarantined: [],
      released: [],
    });
  }
  await stores.close();
}

/** Somebody whose history ends within the last ninety days. */
export function person(n, now, draw) {
  const profileId = `${Math.floor(draw() * 2 ** 48).toString(36)}${n.toString(36)}`.padStart(22, "p");
  const orders = draw() < 0.3 ? 1 + Math.floor(draw() ** 2 * 8) : 0;
  const views = 1 + Math.floor(draw() ** 3 * 40);
  const lastSeenAt = now - Math.floor(draw() ** 2 * 90 * dayMs);
  const moments = Array.from({ length: views }, () => lastSeenAt - Math.floor(draw() * 30 * dayMs)).sort(
    (a, b) => a - b,
  );
  const stamp = (at, i) => ({ at, offset: n * 100 + i + 1 });
  const recentEvents = moments.slice(-30).map((at, i) => ({
    ...stamp(at, i),
    name: i % 9 === 8 ? "Product Added" : "Product Viewed",
    itemId: `sku-${(n + i * i) % 5000}`,
  }));
  const interactions = moments.slice(-60).map((at, i) => ({
    ...stamp(at, i),
    itemId: `sku-${(n + (i % 5)) % 5000}`,
    kind: i % 9 === 8 ? "cart" : "view",
    category: `category-${(n + i) % 20}`,
    brand: `brand-${n % 50}`,
    priceMicros: 10_000_000 + (n % 90) * 1_000_000,
  }));
  const lastDay = Math.floor(lastSeenAt / dayMs);
  const counter = (total) => ({ total, lastDay, days: Array.from({ length: Math.min(total, 30) }, () => 1) });
  const orderedAt = lastSeenAt - Math.floor(draw() * 60 * dayMs);
  return {
    profileId,
    createdOffset: n + 1,
    lastOffset: n + 1,
    firstSeenAt: moments[0],
    lastSeenAt,
    eventCount: views + orders,
    identities: [
      { namespace: "anonymous_id", value: `visitor-${n}`, first: stamp(moments[0], 0), last: stamp(lastSeenAt, 0) },
    ],
    traits: { plan: { ...stamp(lastSeenAt, 0), value: n % 10 === 0 ? "gold" : "free" } },
    consent: {},
    counters: {
      "Product Viewed": counter(views),
      ...(orders === 0
        ? {}
        : { "Order Completed": { total: orders, lastDay: Math.floor(orderedAt / dayMs), days: [1] } }),
    },
    recentEvents,
    interactions,
    cart: {
      cleared: { at: 0, offset: 0 },
      changes: draw() < 0.1 ? [{ ...stamp(lastSeenAt, 0), itemId: "sku-1", quantity: 1 }] : [],
    },
    commerce: {
      orderCount: orders,
      refundCount: 0,
      grossMicros: orders * 40_000_000,
      refundedMicros: 0,
      adjustedMicros: 0,
      firstOrderAt: orders === 0 ? null : orderedAt - 30 * dayMs,
      lastOrderAt: orders === 0 ? null : orderedAt,
    },
    exposures: {},
    devices: { phone: views },
    firstTouch: { ...stamp(moments[0], 0), value: { page: n % 7 === 0 ? "/sale" : "/" } },
    merges: [],
    separations: [],
  };
}

/** Numbers in [0, 1), the same for a seed. */
export function drawer(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
