import type { DecideResponse, PlacementDecision } from "@attune/model/decision";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decisionText } from "./decision-text.ts";

const item = fc
  .record({
    itemId: fc.string(),
    score: fc.double({ noNaN: true, noDefaultInfinity: true }),
    reason: fc.string(),
  })
  .chain((one) => fc.constantFrom(one, Object.freeze({ ...one })));
const name = fc.option(fc.string());
const placement: fc.Arbitrary<PlacementDecision> = fc.record({
  tacticId: name,
  variantId: name,
  holdout: fc.boolean(),
  content: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.constant(null))),
  items: fc
    .array(item, { maxLength: 4 })
    .chain((items) => fc.constantFrom(items, Object.freeze([...items]) as typeof items)),
  fallback: fc.boolean(),
  reason: fc.string(),
});
const response: fc.Arbitrary<DecideResponse> = fc.record({
  decisionId: fc.string(),
  profileId: name,
  placements: fc
    .array(fc.tuple(fc.oneof(fc.string(), fc.constant("__proto__")), placement), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries)),
});

test("says what JSON says, also of lists that were written before", () => {
  fc.assert(
    fc.property(response, (decided) => {
      const said = JSON.parse(JSON.stringify(decided));
      expect(JSON.parse(decisionText(decided))).toEqual(said);
      expect(JSON.parse(decisionText(decided))).toEqual(said);
    }),
  );
});

test("a list that may still change is written anew each time", () => {
  const items = [{ itemId: "a", score: 1, reason: "popular" }];
  const decided = {
    decisionId: "1",
    profileId: null,
    placements: {
      p: { tacticId: "t", variantId: null, holdout: false, content: {}, items, fallback: false, reason: "" },
    },
  };
  decisionText(decided);
  items.push({ itemId: "b", score: 0, reason: "popular" });
  expect(JSON.parse(decisionText(decided)).placements.p.items).toEqual(items);
});
