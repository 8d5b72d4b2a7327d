import type { Event } from "@attune/model/event";
import { expect, it } from "vitest";
import type { Rewrite } from "./kin.ts";
import type { Letter } from "./letter.ts";
import { letterOf, letterText } from "./letter-text.ts";
import { placeOf } from "./place-of.ts";

const key = "email:a@example.com";
const event: Event = {
  ...{ messageId: "m-1", type: "track", name: "Product Viewed", at: 1, receivedAt: 2, source: "http" },
  ...{ identifiers: [{ namespace: "email", value: "a@example.com" }], actor: "person", channel: "web", items: [] },
  ...{ properties: { $map: [["not", "a map"]] }, traits: {}, context: {} },
};
const rewrite: Rewrite = { entry: { kind: "tombstone", offset: 5, day: 1, type: "track" }, order: 9 };

const envelope = { from: 1, to: 0, number: 7, tick: 12 };
const carrying = (keepSeenUntil: number): Letter => ({
  ...envelope,
  content: {
    kind: "errand",
    errand: {
      task: {
        kind: "entry",
        input: { kind: "event", event, messageKey: "http|m-1", keepSeenUntil },
      },
      towards: key,
      left: { key: "user_id:u", rank: { magnitude: 1, born: 4_097 } },
      cargo: {
        kin: { born: 8_193, size: 2, unsettled: new Map([[5, rewrite]]) },
        places: new Set([placeOf(key), placeOf("user_id:u")]),
        identities: new Map([[key, { profileId: "p", namedBy: ["p"] }]]),
        profiles: new Map(),
        seen: new Map([
          ["http|m-0", 5_000],
          ["import|1", Number.POSITIVE_INFINITY],
        ]),
      },
    },
  },
});

it("a letter that went as text is the same letter: maps, sets, and what is never forgotten", () => {
  for (const letter of [carrying(6_000), carrying(Number.POSITIVE_INFINITY)])
    expect(letterOf(letterText(letter))).toEqual(letter);
});

it("orders to rewrite entries travel as they are", () => {
  const letter: Letter = { ...envelope, content: { kind: "rewrite", rewrites: [rewrite], order: 9, key } };
  expect(letterOf(letterText(letter))).toEqual(letter);
});
