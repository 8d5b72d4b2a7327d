import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

const configuration = `
placements:
  hero: { default: { content: { title: Welcome } } }
tactics:
  fans:
    name: For fans of the shop
    placement: hero
    holdout: 0
    when: { trait: plan, is: gold }
    content: { title: Only for you }
holdout: 0
privacy:
  texts:
    personalization:
      version: "2026-11"
      title: A shop that knows you
      text: We use what you look at to choose what you see.
      languages: { de: { title: Ein Laden, der dich kennt, text: Was du ansiehst, bestimmt, was du siehst. } }
    marketing-email: { version: "1", title: Mails, text: We write to you. }
`
  .replace("Ein Laden, der dich kennt", '"Ein Laden, der dich kennt"')
  .replace("Was du ansiehst, bestimmt, was du siehst.", '"Was du ansiehst, bestimmt, was du siehst."');

describe("the API of a banner and a preference centre", () => {
  let app: MemoryApp;
  beforeAll(async () => {
    app = await openMemoryApp({ configuration });
  });
  afterAll(() => app.close());

  async function ask(method: "GET" | "POST", url: string, payload?: object, key = writeKey) {
    const answer = await app.server.inject({
      method,
      url,
      headers: basic(key),
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, body: answer.json() };
  }

  const choose = (anonymousId: string, choices: object, more: object = {}) =>
    ask("POST", "/v1/privacy/consent", { anonymousId, choices, method: "banner", ...more });

  const collect = (event: object) => ask("POST", "/v1/track", event);
  const decide = (anonymousId: string) =>
    ask("POST", "/v1/decide", { anonymousId, placements: ["hero"] }).then(({ body }) => body.placements.hero);

  it("gives the texts in the language asked for, and names their very words", async () => {
    const { body: german } = await ask("GET", "/v1/privacy/texts?language=de-AT");
    const { body: plain } = await ask("GET", "/v1/privacy/texts");
    expect(german.texts[0]).toMatchObject({
      purpose: "personalization",
      language: "de",
      title: "Ein Laden, der dich kennt",
    });
    expect(plain.texts[0]).toMatchObject({ language: null, title: "A shop that knows you", version: "2026-11" });
    expect(german.texts[0].textId).not.toBe(plain.texts[0].textId);
    // No German words: as they are written.
    expect(german.texts[1]).toMatchObject({ purpose: "marketing-email", language: null });
  });

  it("takes the key in the address, as the preference centre in a browser sends it", async () => {
    for (const url of ["/v1/privacy/texts", "/v1/privacy/consent?anonymousId=b-0"]) {
      const answer = await app.server.inject({ url: `${url}${url.includes("?") ? "&" : "?"}writeKey=${writeKey}` });
      expect([url, answer.statusCode]).toEqual([url, 200]);
    }
  });

  it("personalization off means the default at once, and on means the tactic at once", async () => {
    await ask("POST", "/v1/identify", { anonymousId: "b-1", traits: { plan: "gold" } });
    expect(await decide("b-1")).toMatchObject({ tacticId: "fans" });
    const off = await choose("b-1", { personalization: false });
    expect(off.body.choices).toContainEqual(
      expect.objectContaining({ purpose: "personalization", said: false, allowed: false }),
    );
    expect(await decide("b-1")).toMatchObject({
      tacticId: null,
      content: { title: "Welcome" },
      reason: "no consent to personalization",
    });
    await choose("b-1", { personalization: true });
    expect(await decide("b-1")).toMatchObject({ tacticId: "fans" });
  });

  it("marketing needs a yes; a refusal of marketing as a whole refuses every channel", async () => {
    const holds = async (anonymousId: string) => {
      const { body } = await ask("GET", `/v1/privacy/consent?anonymousId=${anonymousId}`);
      return Object.fromEntries(
        body.choices.map(({ purpose, allowed }: { purpose: string; allowed: boolean }) => [purpose, allowed]),
      );
    };
    expect(await holds("nobody")).toMatchObject({
      analytics: true,
      personalization: true,
      marketing: false,
      "marketing-email": false,
    });
    await choose("b-2", { "marketing-email": true });
    expect(await holds("b-2")).toMatchObject({ "marketing-email": true, "marketing-sms": false });
    await choose("b-2", { marketing: false });
    expect(await holds("b-2")).toMatchObject({ "marketing-email": false });
  });

  it("refuses a text that nobody wrote, and a user's id with the write key", async () => {
    const forged = await choose(
      "b-3",
      { personalization: true },
      { texts: { personalization: "personalization:9:000000000000" } },
    );
    expect(forged).toMatchObject({ status: 400, body: { error: { path: "texts" } } });
    const guessed = await ask("GET", "/v1/privacy/consent?userId=ada");
    expect(guessed.status).toBe(403);
    expect((await ask("GET", "/v1/privacy/consent?userId=ada", undefined, secretKey)).status).toBe(200);
  });

  it("who refused analytics is not watched any more, by a browser that says nothing either; orders still come in", async () => {
    await choose("b-4", { analytics: false });
    await collect({
      anonymousId: "b-4",
      event: "Product Viewed",
      properties: { product_id: "p1" },
      context: { library: { name: "analytics.js" }, userAgent: "Mozilla/5.0", page: { url: "https://shop.example" } },
    });
    await collect({
      anonymousId: "b-4",
      event: "Order Completed",
      properties: { order_id: "o1", total: 10, currency: "EUR" },
    });
    const events = await ask("GET", "/v1/profiles/anonymous_id/b-4/events", undefined, secretKey);
    const names = events.body.events.map(({ name }: { name: string }) => name);
    expect(names).toEqual(["Order Completed", "Segment Consent Preference Updated"]);
  });

  it("says why something was shown in words, without anybody's data", async () => {
    await ask("POST", "/v1/identify", { anonymousId: "b-5", traits: { plan: "gold" } });
    await decide("b-5");
    // Written after the decision's own record, which nobody waits for.
    await collect({ anonymousId: "b-5", event: "Cart Viewed" });
    const { body } = await ask("GET", "/v1/privacy/why?anonymousId=b-5");
    expect(body).toMatchObject({ personalized: true });
    expect(body.decisions[0].placements).toEqual([
      {
        placementId: "hero",
        what: "For fans of the shop",
        reasons: ["It is shown to people to whom this applies, and it applied to you."],
        dataUsed: ["what you told us: plan"],
      },
    ]);
    expect(JSON.stringify(body)).not.toContain("gold");
    await choose("b-5", { personalization: false });
    expect((await ask("GET", "/v1/privacy/why?anonymousId=b-5")).body.personalized).toBe(false);
  });
});

describe("where a yes is needed first", () => {
  it("nobody is watched or personalized for before they say yes", async () => {
    const app = await openMemoryApp({
      configuration: configuration.replace("privacy:", "privacy:\n  askFirst: [analytics, personalization]"),
    });
    const post = async (url: string, payload: object) =>
      (await app.server.inject({ method: "POST", url, headers: basic(writeKey), payload })).json();
    const view = { anonymousId: "c-1", event: "Product Viewed", properties: { product_id: "p1" }, channel: "web" };
    const known = () => app.engine.findProfile({ namespace: "anonymous_id", value: "c-1" });
    await post("/v1/track", view);
    expect(await known()).toBeUndefined();
    const before = await post("/v1/decide", { anonymousId: "c-1", placements: ["hero"] });
    expect(before).toMatchObject({
      profileId: null,
      placements: { hero: { reason: "no consent to personalization" } },
    });
    await post("/v1/privacy/consent", {
      anonymousId: "c-1",
      choices: { analytics: true, personalization: true },
      method: "banner",
    });
    await post("/v1/track", view);
    expect((await known())?.counters["Product Viewed"]?.total).toBe(1);
    const after = await post("/v1/decide", { anonymousId: "c-1", placements: ["hero"] });
    expect(after.placements.hero.reason).toBe("no tactic applies");
    await app.close();
  });
});
