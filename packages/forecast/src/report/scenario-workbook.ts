import type { ScenarioReport } from "@attune/model/scenario-report";
import { isUndetermined } from "@attune/model/undetermined";
import type { Program } from "../scenario/program.ts";
import { rangeOf } from "../scenario/quantity.ts";
import type { InputCells } from "./model-rows.ts";
import { type ModelSheet, modelSheet } from "./model-sheet.ts";
import type { Expression } from "./sheet-expression.ts";
import { over } from "./sheet-expression.ts";
import { compute, createSheet, fromSheet, type Sheet, write } from "./workbook.ts";
import { workbookFile } from "./workbook-file.ts";

/**
 * The scenarios as a spreadsheet that recalculates: a sheet of drivers to change, a sheet of months for each scenario, and a summary. What was simulated stands
 * beside what is computed, as values.
 */
export function scenarioWorkbook(program: Program, report: ScenarioReport): Uint8Array {
  return workbookFile(scenarioSheets(program, report));
}

/** The sheets before they become a file. */
export function scenarioSheets(program: Program, report: ScenarioReport): Sheet[] {
  const { sheet: drivers, inputs } = driverSheet(program);
  const models = program.plans.map((plan) => modelSheet(program, plan, inputs));
  return [summarySheet(report, models), drivers, ...models.map(({ sheet }) => sheet)];
}

const DRIVER_ROWS = 4;
const VALUE = 1;

function driverSheet(program: Program): { sheet: Sheet; inputs: InputCells } {
  const sheet = createSheet("Drivers", [52, 14, 12, 12, 8, 34, 20, 12], { rows: DRIVER_ROWS, columns: 2 });
  write(
    sheet,
    0,
    0,
    "Change the blue numbers: every sheet follows. P10 and P90 tell what was simulated, and change nothing here.",
    "note",
  );
  write(sheet, 1, 0, "discount rate a year");
  write(sheet, 1, VALUE, program.discountRate, "input");
  ["where in the scenario file", "value", "P10", "P90", "grade", "source", "owner", "as of"].forEach((head, column) => {
    write(sheet, DRIVER_ROWS - 1, column, head, "head");
  });
  const own = ownSlots(program);
  const places = new Map(own.map((slot, i) => [slot, DRIVER_ROWS + i]));
  for (const [slot, row] of places) {
    const { path, spread, evidence, source, owner, asOf } = program.quantities[slot]!;
    const { low, center, high } = rangeOf(spread);
    write(sheet, row, 0, path);
    write(sheet, row, VALUE, center, "input");
    if (spread.kind !== "fixed") {
      write(sheet, row, 2, low, "number");
      write(sheet, row, 3, high, "number");
    }
    [evidence, source, owner ?? program.owner, asOf].forEach((text, i) => {
      if (text !== null) write(sheet, row, 4 + i, text);
    });
  }
  return {
    sheet,
    inputs: {
      discountRate: fromSheet(sheet, 1, VALUE, program.discountRate),
      quantity: (slot) => fromSheet(sheet, places.get(slot)!, VALUE, program.quantities[slot]!.spread.center),
    },
  };
}

/** All quantities but those of other approaches. */
function ownSlots({ quantities }: Program): number[] {
  return quantities.flatMap(({ path }, slot) => (path.startsWith("approaches.") ? [] : [slot]));
}

function summarySheet(report: ScenarioReport, models: readonly ModelSheet[]): Sheet {
  const sheet = createSheet("Summary", [44, ...models.map(() => 20)], { rows: 3, columns: 1 });
  write(sheet, 0, 0, `${report.name}${report.currency === null ? "" : `, in ${report.currency}`}`, "head");
  write(
    sheet,
    1,
    0,
    `Central case: formulas, every driver at its value. Simulated: values of ${report.draws} draws, which do not change.`,
    "note",
  );
  models.forEach((_, k) => {
    write(sheet, 2, 1 + k, report.scenarios[k]!.name, "head");
  });
  const live: [string, (model: ModelSheet) => Expression, "money" | "percent"][] = [
    ["net present value", ({ npv }) => npv, "money"],
    ["return on spending, both at present value", ({ npv, spent }) => over(npv, spent), "percent"],
    ["margin gained, not discounted", ({ marginGain }) => marginGain, "money"],
    ["program cost, not discounted", ({ programCost }) => programCost, "money"],
    ["net of the first year, not discounted", ({ firstYearNet }) => firstYearNet, "money"],
  ];
  write(sheet, 2, 0, "central case", "head");
  live.forEach(([label, of, style], i) => {
    write(sheet, 3 + i, 0, label);
    models.forEach((model, k) => {
      compute(sheet, 3 + i, 1 + k, seenFrom(model, of), style);
    });
  });
  const first = 3 + live.length + 1;
  write(sheet, first, 0, "simulated", "head");
  const simulated: [string, (k: number) => number | string, "money" | "percent" | "number"][] = [
    ["net present value, P10", (k) => report.scenarios[k]!.money.npv.p10, "money"],
    ["net present value, P50", (k) => report.scenarios[k]!.money.npv.p50, "money"],
    ["net present value, P90", (k) => report.scenarios[k]!.money.npv.p90, "money"],
    ["chance of loss", (k) => report.scenarios[k]!.money.probabilityOfLoss, "percent"],
    ["paid back within a year", (k) => report.scenarios[k]!.money.paidBackWithinYear, "percent"],
    [
      "break-even lift of conversion",
      (k) => {
        const { breakEvenLift } = report.scenarios[k]!.money;
        return isUndetermined(breakEvenLift) ? breakEvenLift.undetermined.reason : breakEvenLift.conversionLift;
      },
      "percent",
    ],
  ];
  simulated.forEach(([label, of, style], i) => {
    write(sheet, first + 1 + i, 0, label);
    models.forEach((_, k) => {
      write(sheet, first + 1 + i, 1 + k, of(k), style);
    });
  });
  return sheet;
}

/** The expression as another sheet writes it: its own cells are named with their sheet. */
function seenFrom(model: ModelSheet, of: (model: ModelSheet) => Expression): Expression {
  const named = (cell: Expression): Expression => ({ ...cell, formula: `'${model.sheet.name}'!${cell.formula}` });
  return of({
    sheet: model.sheet,
    npv: named(model.npv),
    spent: named(model.spent),
    marginGain: named(model.marginGain),
    programCost: named(model.programCost),
    firstYearNet: named(model.firstYearNet),
  });
}
