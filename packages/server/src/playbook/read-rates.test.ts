import { expect, it } from "vitest";
import { ratesIn, readRates } from "./read-rates.ts";
import { withRates } from "./with-rates.ts";

/** As the European Central Bank publishes its daily table. */
const bank = "Date, USD, JPY, GBP, \n20 November 2026, 1.2500, 160.00, 0.8000, \n";

it("reads the bank's table and turns it into the worth of one unit in the reporting currency", () => {
  const table = readRates(bank, "EUR");
  expect(table.day).toBe("2026-11-20");
  expect(ratesIn("EUR", table, ["USD", "GBP", "EUR"])).toEqual({ USD: 0.8, GBP: 1.25 });
  // 0.8 pounds and 1.25 dollars are a euro each: a dollar is 0.64 pounds.
  expect(ratesIn("GBP", table, ["USD", "EUR"])).toEqual({ USD: 0.64, EUR: 0.8 });
});

it("takes the newest day of a history, and skips what was not quoted", () => {
  const history = "Date,USD,BGN\n2026-11-19,1.2,1.9\n2026-11-20,1.25,N/A\n";
  const table = readRates(history, "EUR");
  expect([table.day, [...table.perBase.keys()].sort()]).toEqual(["2026-11-20", ["EUR", "USD"]]);
  expect(() => ratesIn("EUR", table, ["BGN"])).toThrow(/no rate of BGN/);
});

it("reads a plain list, and refuses what is no table of rates", () => {
  expect(ratesIn("EUR", readRates("currency,rate\nUSD,1.25\n", "EUR"), ["USD"])).toEqual({ USD: 0.8 });
  expect(() => readRates("a,b\n1,2\n", "EUR")).toThrow(/needs a column/);
});

it("changes rates in a playbook and leaves the rest as people wrote it", () => {
  const text = "# ours\nbusiness:\n  currency: EUR # since 2019\n  rates: { USD: 0.9, CHF: 1.05 }\nplacements: {}\n";
  expect(withRates(text, { USD: 0.8 })).toBe(
    "# ours\nbusiness:\n  currency: EUR # since 2019\n  rates: { USD: 0.8, CHF: 1.05 }\nplacements: {}\n",
  );
  expect(withRates("", { USD: 0.8 })).toBe("business:\n  rates:\n    USD: 0.8\n");
});
