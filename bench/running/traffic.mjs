// Events of a busy shop, as a Segment client would send them.
const names = [
  "Product Viewed",
  "Product Viewed",
  "Product Viewed",
  "Product Added",
  "Product List Viewed",
  "Products Searched",
];

/**
 * A batch of `size` events, about 600 bytes each: of people mixed (as a server forwards them), or of one visitor (as a browser sends
 * them). `serial` makes message ids unique.
 */
export function batchOf(size, people, serial, sender = "server") {
  const sentAt = new Date().toISOString();
  const batch = [];
  for (let i = 0; i < size; i++) {
    const n = serial * size + i;
    const person = Math.floor(people * (((sender === "browser" ? serial : n) * 0.6180339887498949) % 1) ** 2);
    const item = (n * 7919) % 5000;
    batch.push({
      type: "track",
      event: names[n % names.length],
      messageId: `bench-${process.pid}-${n}`,
      anonymousId: `visitor-${person}`,
      ...(person % 4 === 0 ? { userId: `user-${person}` } : {}),
      timestamp: sentAt,
      properties: {
        product_id: `sku-${item}`,
        name: `Product ${item}`,
        category: `category-${item % 20}`,
        brand: `brand-${item % 50}`,
        price: 10 + (item % 90),
        quantity: 1,
      },
      context: {
        library: { name: "analytics.js", version: "1.84.3" },
        page: { path: `/products/${item}`, url: `https://shop.example/products/${item}`, title: "Product" },
        userAgent: "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
        locale: "en-GB",
      },
    });
  }
  return JSON.stringify({ batch, sentAt });
}
