import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

const configuration = `
business: { currency: EUR }
holdout: 0
placements: { prices: {} }
tactics:
  tea-prices:
    placement: prices
    price: { where: { category: Tea }, marginFloor: 0.2, changes: { usual: 0, lower: -10 % } }
experiments:
  tea: { tactic: tea-prices, control: usual, metric: revenue-per-visitor }
`;

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp({ configuration });
  const item = (itemId: string, category: string, price: number, cost?: number) => ({
    itemId,
    name: itemId,
    category,
    priceMicros: price * 1e6,
    ...(cost === undefined ? {} : { costMicros: cost * 1e6 }),
    available: true,
  });
  await ask("PUT", "/v1/catalog/items", {
    items: [item("oolong", "Tea", 10, 5), item("rare", "Tea", 10, 7.6), item("cup", "Cups", 8, 2)],
  });
});
afterEach(() => app.close());

async function ask(method: "GET" | "POST" | "PUT", url: string, payload?: object, key = secretKey) {
  const response = await app.server.inject({
    method,
    url,
    headers: basic(key),
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: response.statusCode, body: response.json() };
}

async function pricesFor(person: object, context?: object) {
  const { body } = await ask(
    "POST",
    "/v1/prices",
    { ...person, items: ["oolong", "rare", "cup"], ...(context === undefined ? {} : { context }) },
    writeKey,
  );
  return body.prices as Array<{ itemId: string; priceMicros: number; variantId: string | null; isFloored: boolean }>;
}

test("before its experiment everybody has the usual price; then a person has one, in every channel, after the login and after another start", async () => {
  expect((await pricesFor({ userId: "ada" })).map(({ priceMicros }) => priceMicros)).toEqual([10e6, 10e6, 8e6]);
  expect((await ask("POST", "/v1/experiments/tea/start", { by: "ada" })).status).toBe(200);
  const variants = new Set<string | null>();
  for (let i = 0; i < 40; i++) {
    const anonymousId = `a${i}`;
    const first = await pricesFor({ anonymousId }, { channel: "web" });
    const { variantId } = first[0]!;
    variants.add(variantId);
    const low = variantId === "lower";
    expect(first.map(({ priceMicros }) => priceMicros)).toEqual([low ? 9e6 : 10e6, low ? 9.5e6 : 10e6, 8e6]);
    expect(first.map(({ isFloored }) => isFloored)).toEqual([false, low, false]);
    // Acknowledged, and written after the decision's record: from now on the two names are known to be one person's.
    await ask("POST", "/v1/identify", { anonymousId, userId: `u${i}` }, writeKey);
    const inApp = await pricesFor({ anonymousId, userId: `u${i}` }, { channel: "app", userAgent: "iPhone" });
    const later = await pricesFor({ userId: `u${i}` }, { channel: "email" });
    expect([inApp, later]).toEqual([first, first]);
  }
  expect(variants).toEqual(new Set(["usual", "lower"]));
  await ask("POST", "/v1/experiments/tea/stop", { by: "ada", reason: "margin" });
  for (let i = 0; i < 10; i++) expect((await pricesFor({ userId: `u${i}` }))[0]?.variantId).toBe("usual");
});

test("without consent there is the usual price and nothing is kept", async () => {
  await ask("POST", "/v1/experiments/tea/start", { by: "ada" });
  const context = { consent: { personalization: false } };
  for (let i = 0; i < 10; i++) expect((await pricesFor({ userId: `n${i}` }, context))[0]?.priceMicros).toBe(10e6);
  expect(await app.engine.findProfile({ namespace: "user_id", value: "n1" })).toBeUndefined();
});

test("the report tells demand, elasticity and margin per visitor by price, and audits who met which", async () => {
  await ask("POST", "/v1/experiments/tea/start", { by: "ada" });
  const bought = { usual: 0, lower: 0 };
  const people = { usual: 0, lower: 0 };
  for (let i = 0; i < 240; i++) {
    const [oolong] = await pricesFor({ anonymousId: `a${i}` });
    const variant = oolong?.variantId as "usual" | "lower";
    people[variant] += 1;
    // Every fourth buys at the usual price, every second at the lower one.
    if (people[variant] % (variant === "lower" ? 2 : 4) !== 0) continue;
    bought[variant] += 1;
    const products = [{ product_id: "oolong", price: 10, quantity: 1, category: "Tea" }];
    const properties = { order_id: `o${i}`, revenue: 10, currency: "EUR", products };
    await ask("POST", "/v1/track", { anonymousId: `a${i}`, event: "Order Completed", properties }, writeKey);
  }
  await ask("POST", "/v1/track", { anonymousId: "bystander", event: "Written after all of them" }, writeKey);
  const { body } = await ask("GET", "/v1/measure/prices/tea-prices");
  const [usual, lower] = body.arms;
  expect([usual.people, lower.people]).toEqual([people.usual, people.lower]);
  expect([usual.demand, lower.demand]).toEqual([bought.usual / people.usual, bought.lower / people.lower]);
  const exact = Math.log(bought.lower / people.lower / (bought.usual / people.usual)) / Math.log(0.9);
  expect(lower.elasticity.estimate).toBeCloseTo(exact, 9);
  // What is left: 10 less 5, 9 less 5.
  // Only oolong counts, whose price no floor holds.
  expect([usual.met, lower.met, lower.isFloored]).toEqual([0, -0.1, false]);
  expect(usual.marginPerVisitor.estimate).toBeCloseTo((5 * bought.usual) / people.usual, 9);
  expect(lower.marginPerVisitor.estimate).toBeCloseTo((4 * bought.lower) / people.lower, 9);
  expect(body.audit.map(({ by }: { by: string }) => by)).toEqual(["device", "segment"]);
  const { tactics } = (await ask("GET", "/v1/playbook/document")).body;
  expect(tactics[0].evidence.undetermined.reason).toContain("attune measure prices tea-prices");
  expect((await ask("GET", "/v1/measure/prices/cups")).status).toBe(404);
});

test.each([
  ["a condition", "when: { visitor: new }, price:", "tactics.tea-prices.when", "one person has one price"],
  ["a cap", "caps: [{ atMost: 1, withinDays: 1 }], price:", "tactics.tea-prices.caps", "one person has one price"],
])("a price test with %s is refused", async (_label, field, path, hint) => {
  const file = configuration
    .replace("    placement: prices\n    price: {", `    { placement: prices, ${field} {`)
    .replace("-10 % } }", "-10 % } } }");
  const { body } = await ask("POST", "/v1/playbook/apply", { file, author: "a" });
  expect([body.error.path, body.error.message.includes(hint)]).toEqual([path, true]);
});

test.each([
  ["usual: 0, lower: -10 %", "lower: -10 %, usual: 0", "begins with the usual price"],
  ["usual: 0, lower: -10 %", "usual: 0", "at least two"],
  ["metric: revenue-per-visitor }", "metric: revenue-per-visitor, bandit: {} }", "another price with each draw"],
])("a price test whose %j is %j is refused", async (from, to, hint) => {
  const { body } = await ask("POST", "/v1/playbook/apply", { file: configuration.replace(from, to), author: "a" });
  expect(body.error.message).toContain(hint);
});

test("however often and at whatever hour a price is asked for, it stays, and counts for no cap", async () => {
  await app.close();
  const restrained = `restraint: { everywhere: { caps: [{ atMost: 2, withinDays: 7 }] }, channels: { shop: { quietHours: "00:00-23:59" } } }`;
  const banner = configuration
    .replace("placements: { prices: {} }", "placements: { prices: {}, top: {} }")
    .replace("tactics:", "tactics:\n  banner: { placement: top, holdout: 0, content: { a: 1 } }");
  app = await openMemoryApp({ configuration: `${restrained}${banner}` });
  await ask("PUT", "/v1/catalog/items", {
    items: [{ itemId: "oolong", name: "oolong", category: "Tea", priceMicros: 10e6, costMicros: 5e6, available: true }],
  });
  await ask("POST", "/v1/experiments/tea/start", { by: "ada" });
  let asked = 0;
  for (let i = 0; i < 20; i++) {
    const person = { userId: `u${i}` };
    const [first] = await pricesFor(person);
    if (first?.variantId !== "lower") continue;
    asked++;
    for (let again = 0; again < 5; again++) expect((await pricesFor(person))[0]).toEqual(first);
    expect((await pricesFor(person, { channel: "shop" }))[0]).toEqual(first);
    const { body } = await ask("POST", "/v1/decide", { ...person, placements: ["top"] }, writeKey);
    expect(body.placements.top.tacticId).toBe("banner");
  }
  expect(asked).toBeGreaterThan(3);
});
