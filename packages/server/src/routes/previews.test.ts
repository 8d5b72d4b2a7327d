import { decideLocally } from "@attune/rules/decide-locally";
import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

const configuration = `
holdout: 0
placements: { hero: { default: { content: { headline: Hello } } } }
tactics:
  gold:
    placement: hero
    when: { trait: plan, is: gold }
    content: { headline: For gold }
    holdout: 1
    caps: [{ atMost: 1, withinDays: 1 }]
    variants: { plain: {}, loud: { content: { headline: GOLD! } } }
`;

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp({ configuration });
});
afterEach(() => app.close());

async function preview(payload: object, key = secretKey) {
  const response = await app.server.inject({ method: "POST", url: "/v1/decide/preview", headers: basic(key), payload });
  return { status: response.statusCode, body: response.json() };
}

test("a preview tells what a person would get and why, as often as one likes, and leaves nothing behind", async () => {
  await app.engine.collect([{ type: "identify", userId: "ada", traits: { plan: "gold" } }], {
    source: "http",
    receivedAt: app.instance.clock(),
    maxEventBytes: 10_000,
    deduplicate: "day",
  });
  for (let i = 0; i < 3; i++) {
    const { body } = await preview({ userId: "ada" });
    expect(body.placements.hero).toMatchObject({ tacticId: "gold", holdout: true });
    expect(body.trace).toMatchObject([{ tacticId: "gold", outcome: "held-out" }]);
  }
  const ada = await app.engine.findProfile({ namespace: "user_id", value: "ada" });
  expect([ada?.exposures, ada?.showings]).toEqual([{}, undefined]);
  // Who may not see identifiers asks by the profile.
  const { body: known } = await preview({ userId: "ada" });
  const { body: byProfile } = await preview({ profileId: known.profileId });
  expect(byProfile.placements).toEqual(known.placements);
  expect((await preview({ profileId: "none" })).status).toBe(404);
  const bob = (await preview({ anonymousId: "bob" })).body;
  expect(bob.placements.hero).toMatchObject({ tacticId: null, content: { headline: "Hello" } });
  expect(await app.engine.findProfile({ namespace: "anonymous_id", value: "bob" })).toBeUndefined();
});

test("a chosen variant is shown whoever it is for", async () => {
  const { body } = await preview({ tacticId: "gold", variantId: "loud" });
  expect(body.placements.hero).toMatchObject({ variantId: "loud", content: { headline: "GOLD!" }, holdout: false });
  expect((await preview({ tacticId: "gold", variantId: "quiet" })).status).toBe(404);
  expect((await preview({ tacticId: "silver" })).status).toBe(404);
});

test("another playbook is previewed without running, and a write key previews nothing", async () => {
  const playbook = configuration
    .replace("{ trait: plan, is: gold }", "{ visitor: new }")
    .replace("holdout: 1", "holdout: 0");
  const { body } = await preview({ anonymousId: "bob", playbook });
  expect(body.placements.hero.content).toEqual({ headline: "For gold" });
  expect((await preview({ anonymousId: "bob" })).body.placements.hero.tacticId).toBeNull();
  expect((await preview({ anonymousId: "bob" }, writeKey)).status).toBe(403);
});

test("a browser decides from its bundle as the server does, with a write key, and leaves no trace", async () => {
  const headers = basic(writeKey);
  const payload = { anonymousId: "bob", placements: ["hero"], context: { page: { path: "/" } } };
  const bundle = (await app.server.inject({ method: "POST", url: "/v1/decide/bundle", headers, payload })).json();
  const local = decideLocally(bundle, ["hero"], { context: payload.context, now: app.instance.clock() });
  const { placements } = (await app.server.inject({ method: "POST", url: "/v1/decide", headers, payload })).json();
  const { tacticId, variantId, holdout, content } = placements.hero;
  expect(local).toEqual({ hero: { tacticId, variantId, holdout, content } });
});

test.each(["/v1/decide/bundle", "/v1/prices"])("a page of any origin may call %s", async (url) => {
  const headers = { origin: "https://shop.example", "access-control-request-method": "POST" };
  const response = await app.server.inject({ method: "OPTIONS", url, headers });
  expect([response.statusCode, response.headers["access-control-allow-origin"]]).toEqual([204, "https://shop.example"]);
});
