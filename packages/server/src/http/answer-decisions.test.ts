import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, writeKey } from "../testing/memory-app.ts";

const configuration = `
holdout: 0
placements:
  home-hero: { title: Top of the home page, default: { content: { headline: Hello } } }
tactics:
  gold: { placement: home-hero, when: { trait: plan, is: gold }, content: { headline: For gold }, holdout: 0 }
`;

let app: MemoryApp;
let url: string;
beforeAll(async () => {
  app = await openMemoryApp({ configuration, trustedProxies: ["127.0.0.1"] });
  url = await app.server.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => app.close());

type Headers = Record<string, string>;

/** The router forgives a slash at the end: what is asked of such an address, the framework answers. */
const throughTheFramework = "/v1/decide/";

async function ask(path: string, body: string | Buffer, headers: Headers) {
  const response = await fetch(url + path, { method: "POST", headers, body: body as BodyInit });
  const text = await response.text();
  const { date: _, ...answered } = Object.fromEntries(response.headers);
  return { status: response.status, headers: answered, text: text.replaceAll(/"(decisionId|requestId)":"[^"]*"/g, "") };
}

const asked = JSON.stringify({ userId: "ada", placements: ["home-hero", "nowhere"], context: { page: { path: "/" } } });
const known = { ...basic(writeKey), "content-type": "application/json" };

describe("a request for a decision is answered alike with and without the framework in between", () => {
  test.each<[string, string | Buffer, Headers, number]>([
    ["in order", asked, known, 200],
    ["with the secret key", asked, basic(secretKey), 200],
    ["with a key in another header", asked, { "x-write-key": writeKey }, 200],
    ["from a page of another origin", asked, { ...known, origin: "https://shop.example" }, 200],
    ["through a proxy that says https", asked, { ...known, "x-forwarded-proto": "https" }, 200],
    ["with its trace", JSON.stringify({ ...JSON.parse(asked), trace: true }), known, 200],
    ["as text", asked, { ...known, "content-type": "text/plain" }, 200],
    ["in gzip", gzipSync(asked), known, 200],
    ["that names everything in another script", asked.replace("ada", "Ада\u{1f600}"), known, 200],
    ["without a body", "", known, 400],
    ["that is no JSON", "{", known, 400],
    ["that nests too deep", `${"[".repeat(1_000)}${"]".repeat(1_000)}`, known, 400],
    ["with a field too many", asked.replace("userId", "userID"), known, 400],
    ["that names nobody", JSON.stringify({ placements: ["home-hero"] }), known, 400],
    ["with a body that is too large", `"${"x".repeat(5 * 1024 * 1024)}"`, known, 413],
    ["without a key", asked, {}, 401],
    ["with a key that nobody knows", asked, basic("wk_other"), 401],
  ])("%s", async (_name, body, headers, status) => {
    const plain = await ask("/v1/decide", body, headers);
    expect(plain).toEqual(await ask(throughTheFramework, body, headers));
    expect(plain.status).toBe(status);
  });
});

test("what is answered is counted under its route", async () => {
  const metricsNow = async () => (await app.server.inject({ url: "/metrics" })).body;
  const count = async () =>
    Number(/_seconds_count\{method="POST",route="\/v1\/decide",status="200"\} (\d+)/.exec(await metricsNow())?.[1]);
  const before = await count();
  await ask("/v1/decide", asked, known);
  expect(await count()).toBe(before + 1);
});

test("nothing is decided while the instance stops", async () => {
  app.instance.stop();
  expect((await ask("/v1/decide", asked, known)).status).toBe(503);
});
