import { afterEach, beforeEach, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

const configuration = `
holdout: 0
placements:
  home-hero: { title: Top of the home page, default: { content: { headline: Hello } } }
tactics:
  gold: { placement: home-hero, when: { trait: plan, is: gold }, content: { headline: For gold }, holdout: 0 }
`;

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp({ configuration });
});
afterEach(() => app.close());

function decide(payload: unknown, headers: Record<string, string> = basic(writeKey)) {
  return app.server.inject({ method: "POST", url: "/v1/decide", headers, payload: JSON.stringify(payload) });
}

test("a decision sees the event that was acknowledged just before it", async () => {
  const before = (await decide({ userId: "ada", placements: ["home-hero"] })).json();
  expect(before.placements["home-hero"]).toMatchObject({ tacticId: null, content: { headline: "Hello" } });
  await app.server.inject({
    method: "POST",
    url: "/v1/identify",
    headers: basic(writeKey),
    payload: { userId: "ada", traits: { plan: "gold" } },
  });
  const after = (await decide({ userId: "ada", placements: ["home-hero"] })).json();
  expect(after.placements["home-hero"]).toMatchObject({
    tacticId: "gold",
    holdout: false,
    content: { headline: "For gold" },
  });
  expect(after.profileId).toBe(before.profileId);
});

test("the secret key may decide, too, and the answer is JSON for any content type", async () => {
  const headers = { ...basic(secretKey), "content-type": "text/plain" };
  const response = await decide({ anonymousId: "a", placements: ["home-hero"] }, headers);
  expect([response.statusCode, response.headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
});

test.each([
  ["no body", undefined, "body"],
  ["no placements", { userId: "ada" }, "placements"],
  ["an empty list", { userId: "ada", placements: [] }, "placements"],
  ["a text for a list", { userId: "ada", placements: "home-hero" }, "placements"],
  ["a number in it", { userId: "ada", placements: [1] }, "placements[0]"],
  ["a number for an id", { userId: 7, placements: ["home-hero"] }, "userId"],
  ["an unknown key", { userID: "ada", placements: ["home-hero"] }, "userID"],
  ["too many placements", { placements: Array(51).fill("home-hero") }, "placements"],
  ["a huge id", { userId: "x".repeat(513), placements: ["home-hero"] }, "userId"],
])("%s is 400 and names the field", async (_label, payload, path) => {
  const response = await decide(payload);
  expect([response.statusCode, response.json().error.code, response.json().error.path]).toEqual([
    400,
    "bad-request",
    path,
  ]);
});

test("a mistyped key is told what was probably meant", async () => {
  const response = await decide({ userID: "ada", placements: ["home-hero"] });
  expect(response.json().error.message).toContain("did you mean `userId`?");
});

test("without a key there is no decision", async () => {
  expect((await decide({ placements: ["home-hero"] }, {})).statusCode).toBe(401);
});

test("what attune.yaml declares can be read", async () => {
  const get = async (url: string) =>
    (await app.server.inject({ method: "GET", url, headers: basic(secretKey) })).json();
  expect((await get("/v1/tactics")).tactics).toMatchObject([{ tacticId: "gold", placementId: "home-hero" }]);
  expect((await get("/v1/placements")).placements).toMatchObject([
    { placementId: "home-hero", title: "Top of the home page" },
  ]);
  expect(await get("/v1/business")).toMatchObject({ timeZone: "UTC", currency: null });
});

test("blocked values name nobody: a decision leaves them out, and is refused where nothing else is named", async () => {
  const named = (await decide({ userId: "null", anonymousId: " a ", placements: ["home-hero"] })).json();
  const alone = (await decide({ anonymousId: "a", placements: ["home-hero"] })).json();
  expect(named.profileId).toBe(alone.profileId);
  const refused = await decide({ userId: "undefined", placements: ["home-hero"] });
  expect([refused.statusCode, refused.json().error.path]).toEqual([400, "userId"]);
});

test("a decision that its receiver confirms is counted then, and only then", async () => {
  const decided = (await decide({ userId: "ada", placements: ["home-hero"], confirm: true })).json();
  await app.server.inject({
    method: "POST",
    url: "/v1/identify",
    headers: basic(writeKey),
    payload: { userId: "ada", traits: { plan: "gold" } },
  });
  const unheard = (await decide({ userId: "ada", placements: ["home-hero"], confirm: true })).json();
  const heard = (await decide({ userId: "ada", placements: ["home-hero"], confirm: true })).json();
  const confirm = async (decisionIds: string[], headers = basic(writeKey)) =>
    app.server.inject({ method: "POST", url: "/v1/decide/confirm", headers, payload: { decisionIds } });
  const exposures = async () =>
    (await app.server.inject({ url: "/v1/profiles/user_id/ada", headers: basic(secretKey) })).json().exposures;
  expect(unheard.placements["home-hero"].tacticId).toBe("gold");
  expect(await exposures()).toEqual([]);
  // The first had no tactic to count.
  expect((await confirm([heard.decisionId, decided.decisionId])).json()).toEqual({ confirmed: 1 });
  await expect.poll(exposures).toMatchObject([{ tacticId: "gold", arm: "exposed", count: 1 }]);
  expect((await confirm([heard.decisionId])).json()).toEqual({ confirmed: 0 });
  expect((await app.server.inject({ method: "POST", url: "/v1/decide/confirm", payload: "{}" })).statusCode).toBe(401);
});
