import type { Offer } from "@attune/model/offer";
import { expect, it } from "vitest";
import { costOf, emptyBook, hasRoom, openPromises, withGrant, withRedemption } from "./offer-book.ts";

const dayMs = 24 * 3_600_000;
const ten: Offer = {
  offerId: "ten",
  name: "Ten off",
  discount: { percent: 10, atMostMicros: 20_000_000 },
  code: "ten",
  validMs: 7 * dayMs,
  budget: { amountMicros: 100_000_000 },
};

it("takes what an order states, at most what the offer allows, and else works it out from what was paid", () => {
  expect(costOf(ten, { discountMicros: 8_000_000, paidMicros: 72_000_000 })).toBe(8_000_000);
  expect(costOf(ten, { discountMicros: 35_000_000, paidMicros: 315_000_000 })).toBe(20_000_000);
  // 90 paid after 10 % off: 10 were taken off.
  expect(costOf(ten, { discountMicros: null, paidMicros: 90_000_000 })).toBe(10_000_000);
  expect(costOf(ten, { discountMicros: null, paidMicros: 900_000_000 })).toBe(20_000_000);
  const free: Offer = { ...ten, discount: { percent: 100 } };
  expect(costOf(free, { discountMicros: null, paidMicros: 0 })).toBe(0);
});

it("has room for five promises of twenty in a hundred, and for one more where one took off less", () => {
  let book = emptyBook;
  for (let i = 0; i < 4; i++) book = withGrant(book, ten, 0);
  expect([hasRoom(ten, book, 0, 0), hasRoom(ten, book, 1, 0)]).toEqual([true, false]);
  book = withRedemption(book, ten, 1_000_000, 0);
  // 1 spent, 3 open: 61 bound.
  expect([hasRoom(ten, book, 0, 0), hasRoom(ten, book, 1, 0)]).toEqual([true, false]);
  book = withRedemption(book, ten, 0, 0);
  expect(hasRoom(ten, book, 1, 0)).toBe(true);
});

it("keeps a promise open until the day after its end", () => {
  const book = withGrant(emptyBook, ten, 0);
  expect([7, 8, 9].map((day) => openPromises(book, day * dayMs))).toEqual([1, 1, 0]);
});

it("counts a code that somebody else used, and leaves the promises of others open", () => {
  const book = withRedemption(withGrant(emptyBook, ten, 0), ten, 5_000_000, null);
  expect(book).toMatchObject({ people: 1, redemptions: 1, spentMicros: 5_000_000 });
  expect(openPromises(book, 0)).toBe(1);
});
