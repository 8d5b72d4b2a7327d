/// <reference path="./fast-formula-parser.d.ts" />
import type { ScenarioFile } from "@attune/model/scenario-file";
import type { ScenarioReport } from "@attune/model/scenario-report";
import { MAX, MIN, NPV } from "@formulajs/formulajs";
import FormulaParser, { type CellReference, DepParser } from "fast-formula-parser";
import { describe, expect, it } from "vitest";
import { compileScenario } from "../scenario/compile-scenario.ts";
import { runScenario } from "../scenario/run-scenario.ts";
import { smallBusiness, smallFunnel } from "../scenario/small-business.suite.ts";
import { scenarioWorkbook } from "./scenario-workbook.ts";
import { columnName } from "./workbook.ts";
import { crc32, zipArchive } from "./zip-archive.ts";

/** Everything that the model knows, at once. */
const everything: ScenarioFile = smallBusiness(
  {
    name: "all & <everything>",
    currency: "EUR",
    startMonth: "2026-03",
    horizonMonths: 15,
    discountRate: 0.12,
    calibration: { value: 0.8, low: 0.6, high: 1 },
    drivers: {
      speed: {
        value: 2.4,
        low: 2,
        high: 3,
        moves: [
          { target: "drivers.clicks", elasticity: -0.5 },
          { target: "visitors", elasticity: -0.1 },
        ],
      },
      clicks: {
        value: 1,
        moves: [
          { target: "stages.add", elasticity: 0.6 },
          { target: "tactics.push", elasticity: 1 },
        ],
      },
      mood: {
        value: 1,
        moves: [
          { target: "churn", elasticity: -0.3 },
          { target: "repeat", elasticity: 0.4 },
          { target: "orderValue", elasticity: 0.2 },
        ],
      },
    },
    tactics: {
      push: {
        name: "Push, 'quoted'",
        reach: 0.7,
        lifts: { add: { mean: 0.1, standardError: 0.03, evidence: "A" }, buy: 0.05, churn: -0.1 },
        rampMonths: 3,
        delayMonths: 1,
        novelty: { halfLifeMonths: 4, remaining: 0.6 },
        cannibalization: 0.15,
        fatigue: { freeFrequency: 1, lossPerUnit: 0.1 },
      },
      pull: {
        segments: ["returning"],
        lifts: { buy: 0.08, orderValue: 0.03, repeat: 0.05, marginRate: 0.01, visitors: 0.02 },
        saturation: 0,
        incentive: { discount: 0.1, redemption: 0.3 },
        cost: { once: 200, perMonth: 15 },
      },
    },
    interactions: [{ tactics: ["push", "pull"], overlap: 0.4 }],
    scenarios: {
      moderate: {},
      "bold [more]": { intensity: 1.5, frequency: 2, channelMix: { paid: 1.3 }, drivers: { speed: 2 } },
      one: { tactics: { pull: { intensity: 0.5 } } },
    },
    costs: {
      platform: { perYear: { value: 1200, low: 900, high: 2000 } },
      engineering: { once: 900 },
      training: 0,
      upkeep: { perMonth: 30 },
      usage: [
        { name: "tracked", unit: "visitors", price: 0.01, includedPerMonth: 900 },
        { name: "calls", unit: "calls", perHead: 4, price: 0.001 },
        { name: "mails", unit: "messages", perHead: 2, price: 0.002 },
        { name: "orders", unit: "orders", price: 0.05 },
        { name: "customers", unit: "customers", price: 0.01 },
      ],
    },
  },
  {
    growthPerYear: 0.1,
    season: [1, 0.9, 0.95, 1, 1, 1, 0.9, 0.9, 1, 1.1, 1.3, 1.2],
    customers: { churnPerMonth: 0.06 },
    acquisition: { perMonth: 100, perVisitor: { paid: 0.2 } },
    funnels: [
      smallFunnel({ segment: "new", channel: "paid", newCustomerShare: 0.9 }),
      smallFunnel({ segment: "returning", channel: "mail", newCustomerShare: 0.1, visitorsPerMonth: 700 }),
    ],
  },
);

/** The sheets of the file: what is in each cell, the value that the file gives and the formula. */
type Cells = Map<string, { value: number | string; formula?: string }>;

function readWorkbook(file: Uint8Array): Map<string, Cells> {
  const entries = unzip(file);
  const names = [...entries.get("xl/workbook.xml")!.matchAll(/<sheet name="([^"]*)"/g)].map(([, name]) => plain(name!));
  return new Map(names.map((name, i) => [name, readSheet(entries.get(`xl/worksheets/sheet${i + 1}.xml`)!)]));
}

function readSheet(xml: string): Cells {
  const cells: Cells = new Map();
  for (const [, name, body] of xml.matchAll(/<c r="([A-Z]+\d+)"[^>]*>(.*?)<\/c>/g)) {
    const formula = /<f>(.*?)<\/f>/.exec(body!)?.[1];
    const text = /<t [^>]*>(.*?)<\/t>/.exec(body!)?.[1];
    const value = text === undefined ? Number(/<v>(.*?)<\/v>/.exec(body!)![1]) : plain(text);
    cells.set(name!, { value, ...(formula === undefined ? {} : { formula: plain(formula) }) });
  }
  return cells;
}

function plain(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

/** Stored entries by the local headers. */
function unzip(file: Uint8Array): Map<string, string> {
  const entries = new Map<string, string>();
  const view = new DataView(file.buffer, file.byteOffset);
  let at = 0;
  while (view.getUint32(at, true) === 0x04034b50) {
    const [checksum, size, nameLength] = [
      view.getUint32(at + 14, true),
      view.getUint32(at + 18, true),
      view.getUint16(at + 26, true),
    ];
    const name = new TextDecoder().decode(file.subarray(at + 30, at + 30 + nameLength));
    const content = file.subarray(at + 30 + nameLength, at + 30 + nameLength + size);
    expect(crc32(content)).toBe(checksum);
    entries.set(name, new TextDecoder().decode(content));
    at += 30 + nameLength + size;
  }
  return entries;
}

/**
 * Computes any cell anew by a spreadsheet library that knows nothing of ours; `changes` puts other numbers into cells first. The library's parser cannot be
 * entered while it works, so what a formula refers to is computed before it.
 */
function createEvaluator(sheets: Map<string, Cells>, changes: Record<string, number> = {}) {
  const computed = new Map<string, unknown>();
  const stored = ({ sheet, row, col }: CellReference) => computed.get(keyOf(sheet, row, col)) ?? null;
  const parser = new FormulaParser({
    onCell: stored,
    onRange: ({ sheet, from, to }) =>
      Array.from({ length: to.row - from.row + 1 }, (_, r) =>
        Array.from({ length: to.col - from.col + 1 }, (_c, c) =>
          stored({ sheet, row: from.row + r, col: from.col + c }),
        ),
      ),
    functions: {
      // The parser lacks these; formula.js has them.
      MIN: (...values: { value: number }[]) => MIN(...values.map(({ value }) => value)),
      MAX: (...values: { value: number }[]) => MAX(...values.map(({ value }) => value)),
      NPV: (rate: { value: number }, flows: { value: number[][] }) => NPV(rate.value, ...flows.value.flat()),
    },
  });
  const references = new DepParser();

  return function valueAt(sheet: string, row: number, col: number): unknown {
    const key = keyOf(sheet, row, col);
    if (computed.has(key)) return computed.get(key);
    const cell = sheets.get(sheet)?.get(`${columnName(col - 1)}${row}`);
    const formula = changes[key] === undefined ? cell?.formula : undefined;
    if (formula === undefined) {
      computed.set(key, changes[key] ?? cell?.value ?? null);
      return computed.get(key);
    }
    for (const reference of references.parse(formula, { sheet, row, col })) {
      const { from, to } = "from" in reference ? reference : { from: reference, to: reference };
      for (let r = from.row; r <= to.row; r++) for (let c = from.col; c <= to.col; c++) valueAt(reference.sheet, r, c);
    }
    computed.set(key, parser.parse(formula, { sheet, row, col }));
    return computed.get(key);
  };
}

const keyOf = (sheet: string, row: number, col: number) => `${sheet}!${columnName(col - 1)}${row}`;

function place(name: string): { row: number; col: number } {
  const [, letters, digits] = /^([A-Z]+)(\d+)$/.exec(name)!;
  const col = [...letters!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return { row: Number(digits), col };
}

/** The cell to the right of a label, in the first column. */
function labelled(sheets: Map<string, Cells>, sheet: string, label: string): string {
  for (const [name, { value }] of sheets.get(sheet)!) {
    if (value === label && name.startsWith("A")) return `B${place(name).row}`;
  }
  throw new Error(`no row ${label} in ${sheet}`);
}

const program = compileScenario(everything);
const report: ScenarioReport = runScenario(program, { draws: 100, seed: 1, sobolPoints: 0 });
const file = scenarioWorkbook(program, report);
const sheets = readWorkbook(file);

describe("scenarioWorkbook", () => {
  it("has a summary, the drivers, and a sheet of months for each scenario, named as Excel allows", () => {
    expect([...sheets.keys()]).toEqual(["Summary", "Drivers", "moderate", "bold  more", "one"]);
  });

  it("every formula, computed by an independent library, has the value that the file gives", () => {
    const valueAt = createEvaluator(sheets);
    let formulas = 0;
    for (const [sheet, cells] of sheets) {
      for (const [name, { formula, value }] of cells) {
        if (formula === undefined) continue;
        formulas++;
        const { row, col } = place(name);
        const found = valueAt(sheet, row, col) as number;
        expect(typeof found, `${sheet}!${name} =${formula}`).toBe("number");
        expect(Math.abs(found - (value as number)), `${sheet}!${name} =${formula}`).toBeLessThanOrEqual(
          1e-9 * (1 + Math.abs(found)),
        );
      }
    }
    expect(formulas).toBeGreaterThan(1500);
  }, 30_000);

  it("net present value, first year, margin and cost of the sheets equal the JSON's central case", () => {
    [...sheets.keys()].slice(2).forEach((sheet, k) => {
      const { central, months } = report.scenarios[k]!;
      const shown = (label: string) => sheets.get(sheet)!.get(labelled(sheets, sheet, label))!.value as number;
      const near = (value: number) => expect.closeTo(value, 6);
      expect(shown("net present value")).toEqual(near(central.npv));
      expect(shown("net of the first year")).toEqual(near(central.yearOneNet));
      expect(shown("margin gained")).toEqual(
        near(months.reduce((sum, month) => sum + month.margin - month.baselineMargin, 0)),
      );
      expect(shown("program cost")).toEqual(near(months.reduce((sum, month) => sum + month.programCost, central.once)));
    });
  });

  it("recalculates: with a changed driver and another discount rate, it gives what the engine gives for a changed file", () => {
    const changed: ScenarioFile = { ...everything, discountRate: 0.05, drivers: everything.drivers!, calibration: 0.5 };
    const expected = runScenario(compileScenario(changed), { draws: 100, seed: 1, sobolPoints: 0 });
    const calibration = labelled(sheets, "Drivers", "calibration");
    const rate = labelled(sheets, "Drivers", "discount rate a year");
    const valueAt = createEvaluator(sheets, { [`Drivers!${calibration}`]: 0.5, [`Drivers!${rate}`]: 0.05 });
    [...sheets.keys()].slice(2).forEach((sheet, k) => {
      const { row, col } = place(labelled(sheets, sheet, "net present value"));
      expect(valueAt(sheet, row, col)).toBeCloseTo(expected.scenarios[k]!.central.npv, 6);
    });
  });

  it("the same report gives the same bytes", () => {
    expect(Buffer.compare(scenarioWorkbook(program, report), file)).toBe(0);
  });
});

describe("zipArchive", () => {
  it("crc32 is that of the standard's check value", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });

  it("an empty archive is its end record alone", () => {
    expect(zipArchive([])).toHaveLength(22);
  });
});
