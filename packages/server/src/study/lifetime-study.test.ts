import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { carryOutLifetime, type LifetimeChoices } from "./lifetime-study.ts";

const folder = process.env.ATTUNE_DATA ?? resolve(import.meta.dirname, "../../../../../shared/data");
const retail = resolve(folder, "online-retail/online_retail_II_2009-12_2010-12.csv.gz");
const hasRetail = existsSync(retail);
if (!hasRetail) console.warn("skipped: online-retail is not on this machine (set ATTUNE_DATA)");

const choices: LifetimeChoices = {
  unit: "week",
  model: "auto",
  calibrationEnd: null,
  horizon: 52,
  discountRate: 0.1,
  margin: 1,
  seed: "1",
  season: null,
  wantsCustomers: false,
  pages: [] as const,
};

const columns = { customer: "customer", date: "date", amount: "amount", currency: undefined };
const today = Date.UTC(2026, 10, 22) / 86_400_000;

function forecastOf(rows: readonly string[], change: Partial<LifetimeChoices> = {}, header = "customer,date,amount") {
  const names = header.split(",");
  const cells = rows.map((row) => row.split(","));
  const table = new Map(names.map((name, j) => [name, cells.map((row) => row[j]!)]));
  const input = {
    kind: "transactions" as const,
    table,
    columns: { ...columns, currency: names.includes("currency") ? "currency" : undefined },
    refunds: "refuse" as const,
    today,
  };
  return carryOutLifetime({ kind: "lifetime", input, choices: { ...choices, ...change } });
}

describe("carryOutLifetime", () => {
  const good = ["a,2026-01-01,10", "a,2026-02-01,12", "b,2026-01-05,8"];

  it.each([
    ["a negative amount", [...good, "b,2026-03-01,-3"], /^line 5: an amount of -3 is a refund/],
    ["an amount of nothing", [...good, "b,2026-03-01,0"], /^line 5: an amount of 0 is no purchase/],
    ["no number", [...good, "b,2026-03-01,ten"], /^line 5: “ten” is not an amount/],
    ["a date in the future", [...good, "b,2026-12-24,5"], /^line 5: 2026-12-24 lies in the future/],
    ["no date", [...good, "b,31.12.2026,5"], /^line 5: “31.12.2026” is not a date/],
    ["a day that no calendar has", [...good, "b,2026-02-30,5"], /^line 5: “2026-02-30” is not a date/],
  ])("names the line of %s", (_what, rows, message) => {
    expect(() => forecastOf(rows)).toThrow(message);
  });

  it("names the line where the currency changes", () => {
    const rows = good.map((row) => `${row},EUR`);
    expect(() => forecastOf([...rows, "b,2026-03-01,5,USD"], {}, "customer,date,amount,currency")).toThrow(
      /^line 5: the currency is USD, before it was EUR/,
    );
  });

  it("is undetermined where nobody bought twice, and says why", () => {
    expect(forecastOf(["a,2026-01-01,10", "b,2026-01-05,8"])).toMatchObject({
      undetermined: { code: "one-purchase-only" },
    });
  });

  it("is held to the last third of the time where nobody says when the calibration ends, and says so where there is too little of it", () => {
    const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
    // Each of thirty buys on ten days in ninety-one: of these, three lie in the last thirty (days 61 to 90), the others before.
    const rows = Array.from({ length: 300 }, (_, i) => `c${i % 30},${day(Math.floor(i / 30) * 10)},${10 + (i % 7)}`);
    const told = forecastOf(rows, { model: "bg-nbd" });
    if (isUndetermined(told)) throw new Error(told.undetermined.reason);
    expect(told.forecast.asOf).toBe("2026-04-01");
    expect(told.forecast.holdout).toMatchObject({ from: "2026-03-03", to: "2026-04-01", customers: 30, actual: 90 });
    const short = forecastOf(good, { model: "bg-nbd" });
    if (isUndetermined(short)) throw new Error(short.undetermined.reason);
    expect(short.forecast.holdout).toMatchObject({ undetermined: { code: "no-holdout" } });
  });

  it("counts two purchases of a day as one", () => {
    const answer = forecastOf(["a,2026-01-01,1", "a,2026-01-01,2"]);
    expect(answer).toMatchObject({ undetermined: { code: "one-purchase-only" } });
  });
});

/** The four columns that count, taken from the right, where no cell is quoted. */
function retailColumns(): Map<string, string[]> {
  const names = ["Quantity", "InvoiceDate", "Price", "Customer ID"];
  const columns: string[][] = names.map(() => []);
  const [, ...lines] = gunzipSync(readFileSync(retail)).toString("utf8").trim().split("\n");
  for (const line of lines) {
    const cells = line.split(",").slice(-5);
    columns.forEach((column, j) => {
      column.push(cells[j]!);
    });
  }
  return new Map(names.map((name, j) => [name, columns[j]!]));
}

describe.skipIf(!hasRetail)("carryOutLifetime on Online Retail, calibrated on nine months", () => {
  it("finds what pandas, lifetimes and mpmath find, and misses the season of autumn by a fifth", () => {
    const table = retailColumns();
    const input = {
      kind: "transactions" as const,
      table,
      columns: { customer: "Customer ID", date: "InvoiceDate", amount: "Quantity*Price", currency: undefined },
      refunds: "ignore" as const,
      today,
    };
    const answer = carryOutLifetime({
      kind: "lifetime",
      input,
      choices: { ...choices, model: "bg-nbd", calibrationEnd: "2010-08-31", wantsCustomers: true },
    });
    if (isUndetermined(answer)) throw new Error(answer.undetermined.reason);
    const { forecast, customersCsv } = answer;
    const { model, spend, holdout, customers } = forecast;
    if (isUndetermined(spend) || isUndetermined(holdout)) throw new Error("undetermined");
    // Counted with pandas from the same file.
    expect(customers.count).toBe(3321);
    expect(customersCsv!.trim().split("\n").length).toBe(3322);
    expect(holdout).toMatchObject({ from: "2010-09-01", to: "2010-12-09", actual: 4794, customers: 3321 });
    // Fitted with lifetimes 0.11.3.
    const close = (value: number | undefined, expected: number) =>
      expect(Math.abs(value! / expected - 1)).toBeLessThan(1e-3);
    close(model.parameters.r, 0.77678);
    close(model.parameters.alpha, 9.627008);
    close(spend.parameters.p, 2.128015);
    close(spend.parameters.q, 3.490398);
    close(spend.parameters.v, 487.5521);
    close(spend.correlation as number, 0.19317724643366052);
    // The published formula with mpmath at 30 digits; lifetimes itself has NaN for customers with a + b + x < 1.
    close(holdout.predicted, 3785.265);
    expect(holdout.bias).toBeGreaterThan(-0.22);
    expect(holdout.bias).toBeLessThan(-0.2);
    expect(forecast.warnings.some((warning) => warning.includes("season"))).toBe(true);
  }, 150_000);
});
