import { expect, test } from "vitest";
import { formatMoney } from "./money.ts";

test("small amounts show their pennies, large ones do not", () => {
  expect(formatMoney(12.5, "GBP")).toBe("£12.50");
  expect(formatMoney(9999.99, "GBP")).toBe("£9,999.99");
  expect(formatMoney(9539484.63, "GBP")).toBe("£9,539,485");
});

test("amounts that stand together show pennies alike", () => {
  expect(formatMoney(3330.48, "EUR", { beside: 20_213 })).toBe("€3,330");
  expect(formatMoney(3330.48, "EUR", { beside: 9_000 })).toBe("€3,330.48");
});

test("a loss has a true minus sign, a signed gain a plus, and zero neither", () => {
  expect(formatMoney(-3.2, "EUR")).toBe("−€3.20");
  expect(formatMoney(3.2, "EUR", { signed: true })).toBe("+€3.20");
  expect(formatMoney(0, "EUR", { signed: true })).toBe("€0.00");
});

test("without a currency the number stands alone", () => {
  expect(formatMoney(12, null)).toBe("12.00");
});
