import { expect, it } from "vitest";
import { readOffers } from "./read-offers.ts";

it("reads budgets in people and in money", () => {
  const [offer] = readOffers({ ten: { discount: { percent: 10, atMost: 20 }, budget: { people: 500, amount: 99.5 } } });
  expect(offer).toMatchObject({
    discount: { percent: 10, atMostMicros: 20_000_000 },
    budget: { people: 500, amountMicros: 99_500_000 },
  });
});

it("refuses a budget that could not be held, and a discount of two kinds or of none", () => {
  expect(() => readOffers({ ten: { discount: { percent: 10 }, budget: { amount: 100 } } })).toThrow(/atMost/);
  expect(() => readOffers({ ten: { discount: { percent: 10, amount: 5 } } })).toThrow(/not both/);
  expect(() => readOffers({ ten: { discount: { atMost: 5 } } })).toThrow(/percent/);
  expect(() => readOffers({ ten: { discount: { amount: 5, atMost: 5 } } })).toThrow(/percentage/);
});
