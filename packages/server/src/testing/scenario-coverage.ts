import { compileScenario } from "@attune/forecast/scenario/compile-scenario";
import { distributionOf } from "@attune/forecast/scenario/distribution";
import { simulateDraws } from "@attune/forecast/scenario/simulate-draws";
import { createRng } from "@attune/math/rng";
import { createCsvExperimentReader } from "@attune/measure/table/experiment-from-csv";
import { parseMetricSpec } from "@attune/measure/table/metric-spec";
import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import { answerWith, createCatalogue, createShoppers, simulate, trueLift } from "@attune/shop";
import { decideByChance } from "@attune/shop/decide-by-chance";
import { type PersonOutcome, personOutcomes } from "@attune/shop/person-outcomes";

const startAt = Date.UTC(2026, 5, 1);
const dayMs = 86_400_000;
const windowDays = 7;
/** People of the month that is forecast, and what of their revenue is margin. */
const people = 10_000;
const marginRate = 0.4;

const truth = [
  { tacticId: "strip", placementId: "listing-top", reaches: () => true, everyone: { add: 0.25, buy: 0.15 } },
];
const catalogue = createCatalogue({ seed: 1, size: 80 });

/** How often the scenario's P10 to P90 held the true incremental margin. */
export interface ScenarioCoverage {
  seeds: number;
  covered: number;
  /** Where it did not: how often the truth was below P10, and above P90. */
  below: number;
  above: number;
  /** Shops with so few orders that their experiment says nothing. */
  undetermined: number;
}

/** The margin that 10,000 people bring more, from a large shop simulated twice with the same luck. */
export function trueIncrementalMargin(settings: { shoppers: number; days: number }): {
  margin: number;
  standardError: number;
} {
  const known = trueLift({ ...worldOf("truth", settings.shoppers, settings.days), tacticId: "strip", windowDays });
  const { revenuePerVisitor } = known;
  if (isUndetermined(revenuePerVisitor)) throw new Error(revenuePerVisitor.undetermined.reason);
  const { effect, control, standardError } = revenuePerVisitor;
  return { margin: people * marginRate * effect, standardError: people * marginRate * control * standardError };
}

/**
 * The whole way, seed after seed, where the truth is known: the shop's history without any tactic → its funnel as the baseline; then other people of it with
 * half of them held out → the experiment's report → a scenario file that names it → the margin that 10,000 people would bring more.
 */
export function scenarioCoverage(settings: {
  seeds: number;
  shoppers: number;
  days: number;
  trueMargin: number;
}): ScenarioCoverage {
  const coverage = { seeds: settings.seeds, covered: 0, below: 0, above: 0, undetermined: 0 };
  for (let seed = 1; seed <= settings.seeds; seed++) {
    const margin = forecastMargin(String(seed), settings.shoppers, settings.days);
    if (margin === null) {
      coverage.undetermined++;
      continue;
    }
    const { p10, p90 } = margin;
    if (settings.trueMargin < p10) coverage.below++;
    else if (settings.trueMargin > p90) coverage.above++;
    else coverage.covered++;
  }
  return coverage;
}

function worldOf(seed: string, count: number, days: number) {
  const shoppers = createShoppers(catalogue, { seed, count }).map((shopper) => ({
    ...shopper,
    visitsPerWeek: shopper.visitsPerWeek * 3,
  }));
  return { seed, startAt, days, catalogue, shoppers, truth };
}

/** Who had an opportunity, and what they bought in the window from it. */
function outcomesOf(seed: string, count: number, days: number, holdout: number): PersonOutcome[] {
  const steps = answerWith(simulate(worldOf(seed, count, days)), decideByChance({ seed, truth, holdout }));
  return [...personOutcomes(steps, { tacticId: "strip", windowDays, endAt: startAt + days * dayMs }).values()];
}

function forecastMargin(seed: string, count: number, days: number): { p10: number; p90: number } | null {
  const history = outcomesOf(`${seed}/history`, count, days, 1);
  const outcomes = outcomesOf(seed, count, days, 0.5);
  const reader = createCsvExperimentReader({
    unit: null,
    variant: "arm",
    metrics: ["conversion=ordered", "value=revenue/ordered"].map(parseMetricSpec),
    segments: [],
    options: { control: "held-out" },
  });
  reader.push("arm,ordered,revenue\n");
  for (const { heldOut, orders, revenue } of outcomes) {
    reader.push(`${heldOut ? "held-out" : "shown"},${orders > 0 ? 1 : 0},${revenue}\n`);
  }
  const report = reader.finish({ data: `shop ${seed}`, sha256: "" });
  if (report.metrics.some(({ comparisons }) => comparisons.some(({ lift }) => isUndetermined(lift)))) return null;
  const buyers = history.filter(({ orders }) => orders > 0).map(({ revenue }) => revenue);
  const mean = buyers.reduce((sum, revenue) => sum + revenue, 0) / buyers.length;
  const variance = buyers.reduce((sum, revenue) => sum + (revenue - mean) ** 2, 0) / (buyers.length - 1);
  const file = {
    name: "one month",
    horizonMonths: 1,
    discountRate: 0,
    baseline: {
      funnels: [
        {
          visitorsPerMonth: people,
          stages: { order: { successes: buyers.length, trials: history.length } },
          orderValue: { mean, standardError: Math.sqrt(variance / buyers.length) },
          marginRate,
        },
      ],
    },
    tactics: {
      strip: {
        lifts: { order: { report: "test", metric: "conversion" }, orderValue: { report: "test", metric: "value" } },
      },
    },
    scenarios: { launch: {} },
    costs: { platform: 0, engineering: 0, training: 0, upkeep: 0 },
  };
  const program = compileScenario(file, new Map([["test", report as unknown as Json]]));
  const outcome = simulateDraws(program, program.plans[0]!, null, { draws: 4000, rng: createRng(seed) });
  return distributionOf(outcome.marginGain);
}
