import { expect, test } from "vitest";
import { offerEntry, offerForm } from "./offer-form.ts";

test("a form that nobody touched says the offer that it began from", () => {
  const share = {
    name: "Ten",
    discount: { percent: 10, atMost: 30 },
    code: "TEN",
    validDays: 7,
    perPerson: 3,
    budget: { people: 100, amount: 500 },
  };
  expect(offerEntry(offerForm(share))).toEqual(share);
  const amount = { discount: { amount: 5 }, validDays: 14 };
  expect(offerEntry(offerForm(amount))).toEqual(amount);
});

test("without a discount it is no offer", () => {
  expect(offerEntry({ ...offerForm(), name: "Nothing" })).toBeNull();
});
