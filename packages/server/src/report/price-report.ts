import type { Engine } from "@attune/engine/runtime/engine";
import { chiSquareSurvival } from "@attune/math/distribution/chi-square";
import { dayMs } from "@attune/math/time-units";
import { readMetric } from "@attune/measure/metric/read-metric";
import { marginPerVisitor } from "@attune/measure/price/margin-per-visitor";
import { arcElasticity, elasticityOf, type PricePoint } from "@attune/measure/price/price-elasticity";
import { AttuneError } from "@attune/model/errors";
import type { Item } from "@attune/model/item";
import type { Json } from "@attune/model/json";
import type { PriceArm, PriceAudit, PriceReport, PriceTest } from "@attune/model/price-test";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { itemFits } from "@attune/rules/item-fits";
import { sumsOf } from "./metric-question.ts";
import { pricesMet } from "./prices-met.ts";
import { armSums } from "./variant-arms.ts";

const settleMs = 30_000;
const pageSize = 1_000;
const weightDays = 30;
const fewestExpected = 5;
const auditAlert = 0.01;

type Row = Record<string, Json>;

/** What a price test has shown: demand, elasticity and margin by price, and whether groups of people met the same prices. */
export async function priceReport(engine: Engine, tacticId: string, now: number): Promise<PriceReport> {
  const tactic = engine.playbook.tactics.find((one) => one.tacticId === tacticId);
  if (tactic?.price === undefined) throw new AttuneError("not-found", `There is no price test ${tacticId}.`);
  const state = engine.experiments.list().find(({ experiment }) => experiment.tacticId === tacticId);
  if (state?.run === null || state?.run === undefined)
    throw new AttuneError(
      "conflict",
      `No experiment on ${tacticId} has been started: without one everybody has the usual price.`,
    );
  await engine.settled(settleMs);
  const items = await itemsOf(engine, tactic.price);
  const metric = readMetric("price-demand", {
    event: "Order Completed",
    aggregation: "count",
    filter: { item: items.map(({ itemId }) => itemId) },
  });
  const { arms, answers } = await armSums(engine, state.run, [metric], ["device", "segment"]);
  const rows = answers[0] ?? [];
  const { price } = tactic;
  const purchases = await purchasesOf(engine, now);
  const met = new Map(arms.map((variantId) => [variantId, pricesMet(items, purchases, price, variantId)]));
  const indexOf = (variantId: string): number | null => {
    const found = met.get(variantId);
    return found === undefined || isUndetermined(found) ? null : found.index;
  };
  const points = new Map(arms.map((variantId) => [variantId, pointOf(rows, variantId, indexOf(variantId) ?? 1)]));
  const usual = points.get(arms[0] ?? "")!;
  return {
    schema: "attune.measure.prices/1",
    tacticId,
    experimentId: state.experiment.experimentId,
    computedAt: new Date(now).toISOString(),
    arms: arms.map((variantId): PriceArm => {
      const point = points.get(variantId)!;
      const prices = met.get(variantId)!;
      return {
        variantId,
        change: price.changes[variantId] ?? 0,
        met: metChange(prices),
        isFloored: !isUndetermined(prices) && prices.isFloored,
        people: point.people,
        demand: point.people === 0 ? 0 : point.sum / point.people,
        elasticity:
          variantId === arms[0]
            ? undetermined("usual-price", "The others are compared with it.")
            : told(arcElasticity(point, usual)),
        marginPerVisitor: marginOf(point, prices),
      };
    }),
    elasticity: told(elasticityOf([...points.values()])),
    audit: (["device", "segment"] as const).map((by) => auditOf(rows, by, arms, (id) => (indexOf(id) ?? 1) - 1)),
  };
}

/** What a price is in means of a thousand items is not exact to the last bit. */
const metChange = (met: ReturnType<typeof pricesMet>) =>
  isUndetermined(met) ? met : Math.round((met.index - 1) * 1e9) / 1e9;

function marginOf(point: PricePoint, met: ReturnType<typeof pricesMet>): PriceArm["marginPerVisitor"] {
  if (isUndetermined(met)) return met;
  return isUndetermined(met.unitMargin) ? met.unitMargin : told(marginPerVisitor(point, met.unitMargin));
}

function told(found: { estimate: number; interval: [number, number] } | Undetermined): PriceReport["elasticity"] {
  return isUndetermined(found) ? found : { estimate: found.estimate, interval: found.interval };
}

function pointOf(rows: readonly Row[], arm: string, priceIndex: number): PricePoint {
  const row = rows.find((one) => one.dimension === "everyone" && one.arm === arm);
  const sums = row === undefined ? null : sumsOf(row);
  const { people = 0, numerator: sum = 0, numeratorSquares: sumSquares = 0 } = sums ?? {};
  return { priceIndex, people, sum, sumSquares };
}

async function itemsOf(engine: Engine, { where }: PriceTest): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | null = null;
  for (;;) {
    const page = await engine.stores.definitions.list("item", after, pageSize);
    for (const { document } of page) {
      const item = document as unknown as Item;
      if (where === undefined || itemFits(item, where) === 1) items.push(item);
    }
    if (page.length < pageSize) return items;
    after = page.at(-1)!.id;
  }
}

/** How often each item was bought lately, over all people. */
async function purchasesOf(engine: Engine, now: number): Promise<Map<string, number>> {
  const asked = { sinceMs: now - weightDays * dayMs, untilMs: now + 1, limit: 10_000 };
  const popular = await engine.stores.analytics.query("item-popularity", asked);
  return new Map(popular.map((row) => [String(row.itemId), Number(row.purchases)]));
}

/** Pearson's test that variant and group are independent. */
function auditOf(
  rows: readonly Row[],
  by: PriceAudit["by"],
  arms: readonly string[],
  changeOf: (variantId: string) => number,
): PriceAudit {
  const values = [...new Set(rows.filter(({ dimension }) => dimension === by).map(({ value }) => String(value)))];
  const table = values.map((value) =>
    arms.map((arm) =>
      Number(rows.find((row) => row.dimension === by && row.value === value && row.arm === arm)?.people ?? 0),
    ),
  );
  const groups = values.map((value, i) => {
    const people = total(table[i]!);
    const sum = arms.reduce((all, arm, j) => all + table[i]![j]! * changeOf(arm), 0);
    return { value: value === "" ? "unknown" : value, people, meanChange: people === 0 ? 0 : sum / people };
  });
  const pValue = independence(table);
  const message = isUndetermined(pValue)
    ? pValue.undetermined.reason
    : pValue < auditAlert
      ? `The prices that people met differ by ${by}: look for what assigns them.`
      : `No sign that prices differ by ${by}.`;
  return { by, groups, pValue, message };
}

function independence(table: readonly number[][]): number | Undetermined {
  const rows = table.map(total);
  const columns = (table[0] ?? []).map((_, j) => total(table.map((row) => row[j]!)));
  const all = total(rows);
  if (rows.length < 2 || columns.length < 2) return undetermined("one-group", "There is only one group to look at.");
  let statistic = 0;
  for (const [i, row] of table.entries())
    for (const [j, count] of row.entries()) {
      const expected = (rows[i]! * columns[j]!) / all;
      if (expected < fewestExpected)
        return undetermined("too-few-people", "In one of the groups too few people met one of the prices.");
      statistic += (count - expected) ** 2 / expected;
    }
  return chiSquareSurvival(statistic, (rows.length - 1) * (columns.length - 1));
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
