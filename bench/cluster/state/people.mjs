/** People and events of a usual size: a profile of about 2 KB of JSON, an event of about 650 bytes. */

export const identifierOf = (n) => `user_id:user-${n}`;

export const event = (n, offset) => ({
  messageId: `ajs-next-${offset}-9f1c2d3e4b5a`,
  type: "track",
  name: "Product Viewed",
  at: 1_700_000_000_000 + offset,
  receivedAt: 1_700_000_000_100 + offset,
  source: "http",
  identifiers: [{ namespace: "user_id", value: `user-${n}` }],
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

export const profile = (n, offset) => ({
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
  counters: { "Product Viewed": { total: offset, lastDay: 19_677, days: [3, 5, 9] } },
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
