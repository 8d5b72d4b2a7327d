import type { Program, ScenarioPlan } from "../scenario/program.ts";
import { costFormulas } from "./cost-formulas.ts";
import { createFunnelFormulas } from "./funnel-formulas.ts";
import { createRows, type InputCells, type ModelRows, modelColumns } from "./model-rows.ts";
import { type Expression, literal, minus, over, plus, power } from "./sheet-expression.ts";
import { createSheet, type Sheet, write } from "./workbook.ts";

/** A scenario's months as formulas, and the cells that sum them up. */
export interface ModelSheet {
  sheet: Sheet;
  npv: Expression;
  spent: Expression;
  marginGain: Expression;
  programCost: Expression;
  firstYearNet: Expression;
}

const FIRST_YEAR = 12;

/**
 * The central case of a scenario as a sheet that recalculates: every number comes from the input cells by formulas that say what `simulateMonths` does.
 */
export function modelSheet(program: Program, plan: ScenarioPlan, inputs: InputCells): ModelSheet {
  const sheet = createSheet(plan.id, [46, 12, ...new Array(program.horizonMonths + 1).fill(11)], {
    rows: 2,
    columns: 2,
  });
  write(sheet, 0, modelColumns.labels, plan.name, "head");
  write(sheet, 1, modelColumns.labels, "month", "head");
  write(sheet, 1, modelColumns.constants, "always", "head");
  for (let month = 0; month <= program.horizonMonths; month++)
    write(sheet, 1, modelColumns.month0 + month, month, "head");
  const rows = createRows(sheet);
  const funnels = createFunnelFormulas(program, plan, inputs, rows);
  const costs = costFormulas(program, plan, inputs, rows, funnels);

  rows.monthly("net", 0, minus(literal(0), costs.once), "money");
  let cumulative = rows.monthly("net so far", 0, minus(literal(0), costs.once), "money");
  const nets: number[] = [];
  const spendings: number[] = [];
  for (let month = 1; month <= program.horizonMonths; month++) {
    const { marginGain, addedAcquisition, incentives } = funnels.advance(month);
    const cost = costs.month(month);
    const spent = rows.monthly("spent", month, plus(cost, incentives, addedAcquisition), "money");
    const net = rows.monthly("net", month, minus(marginGain, spent), "money");
    cumulative = rows.monthly("net so far", month, plus(cumulative, net), "money");
    nets.push(net.value);
    spendings.push(spent.value);
  }

  const last = program.horizonMonths;
  const rate = rows.constant(
    "discount rate of a month",
    minus(power(plus(literal(1), inputs.discountRate), over(literal(1), literal(12))), literal(1)),
    "percent",
  );
  const worth = (label: string, flows: readonly number[]): Expression => ({
    formula: `NPV(${rate.formula},${rows.range(label, 1, last)})`,
    value: flows.reduce((sum, flow, i) => sum + flow / (1 + rate.value) ** (i + 1), 0),
    rank: 3,
  });
  const spent = rows.constant("spent (present value)", plus(costs.once, worth("spent", spendings)), "money");
  const npv = rows.constant("net present value", minus(worth("net", nets), costs.once), "money");
  rows.constant("return on spending", over(npv, spent), "percent");
  const yearEnd = Math.min(last, FIRST_YEAR);
  return {
    sheet,
    npv,
    spent,
    marginGain: rows.constant(
      "margin gained",
      totalOf(rows, "margin gained in the month", last, funnels.marginGains),
      "money",
    ),
    programCost: rows.constant(
      "program cost",
      plus(costs.once, totalOf(rows, "program cost in the month", last, costs.monthly)),
      "money",
    ),
    firstYearNet: rows.constant(
      "net of the first year",
      {
        formula: `SUM(${rows.range("net", 0, yearEnd)})`,
        value: nets.slice(0, FIRST_YEAR).reduce((sum, net) => sum + net, -costs.once.value),
        rank: 3,
      },
      "money",
    ),
  };
}

function totalOf(rows: ModelRows, label: string, last: number, values: readonly number[]): Expression {
  return {
    formula: `SUM(${rows.range(label, 1, last)})`,
    value: values.reduce((sum, value) => sum + value, 0),
    rank: 3,
  };
}
