import { expect, test } from "vitest";
import { readTextsInForce } from "./texts-in-force.ts";

const source = { url: "https://shop.example/a/", writeKey: "wk" };
const shown = [
  {
    purpose: "personalization",
    version: "2",
    language: "de",
    title: "Für dich",
    text: "Was du ansiehst.",
    textId: "personalization:2:abc",
  },
  {
    purpose: "necessary",
    version: "1",
    language: null,
    title: "Needed",
    text: "Your cart.",
    textId: "necessary:1:def",
  },
];

test("the words of the server are shown, and a choice is proved over those that were shown", async () => {
  const asked: Array<{ url: string; body: unknown }> = [];
  const fetchNow = (async (url: string, init?: RequestInit) => {
    asked.push({ url, body: init?.body === undefined ? null : JSON.parse(String(init.body)) });
    return new Response(JSON.stringify({ texts: shown, choices: [] }));
  }) as typeof fetch;
  const inForce = await readTextsInForce(source, () => "browser-1", "de", fetchNow);
  expect(inForce?.texts).toEqual({
    personalization: { name: "Für dich", what: "Was du ansiehst." },
    necessary: { name: "Needed", what: "Your cart." },
  });
  await inForce?.prove({ personalization: true, marketing: false }, "preferences");
  expect(asked.map(({ url }) => url)).toEqual([
    "https://shop.example/a/v1/privacy/texts?writeKey=wk&language=de",
    "https://shop.example/a/v1/privacy/consent?writeKey=wk",
  ]);
  expect(asked[1]?.body).toMatchObject({
    anonymousId: "browser-1",
    choices: { personalization: true, marketing: false },
    texts: { personalization: "personalization:2:abc" },
    method: "preferences",
    language: "de",
  });
});

test.each([
  ["refuses", async () => new Response("", { status: 401 })],
  [
    "is away",
    async () => {
      throw new TypeError("no network");
    },
  ],
])("a server that %s leaves the notices their own words", async (_name, answer) => {
  expect(await readTextsInForce(source, () => "b", undefined, answer as unknown as typeof fetch)).toBeNull();
});
