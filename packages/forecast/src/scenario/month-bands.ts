import type { ScenarioBand } from "@attune/model/scenario-report";
import { undetermined } from "@attune/model/undetermined";
import type { MonthFlows } from "../funnel/month-flows.ts";
import { distributionOf } from "./distribution.ts";
import type { Program } from "./program.ts";

const names = ["conversion", "orderValue", "repeat", "revenuePer", "marginPer", "net"] as const;
type Name = (typeof names)[number];

/** Keeps what single months come to, for the first draws: enough for bands, and not more memory than they need. */
export interface BandKeeper {
  /** @param running net of everything so far, by row */
  watch(flows: MonthFlows, at: number, running: Float64Array): void;
  bands(): ScenarioBand[];
}

export function createBandKeeper(program: Program, draws: number): BandKeeper {
  const months = program.horizonMonths;
  const kept = Object.fromEntries(
    names.map((name) => [name, Array.from({ length: months }, () => new Float64Array(draws))]),
  ) as Record<Name, Float64Array[]>;
  const known = program.customers !== null;
  const unknown = undetermined("no-customers", "The file says nothing of customers and their churn.");

  return {
    watch({ month, rows, scenario }, at, running) {
      const m = month - 1;
      const last = Math.min(rows, draws - at);
      for (let i = 0; i < last; i++) {
        const orders = scenario.orders[i]!;
        kept.conversion[m]![at + i] = orders / scenario.visitors[i]!;
        kept.orderValue[m]![at + i] = scenario.revenue[i]! / orders;
        kept.repeat[m]![at + i] = -Math.expm1(-(orders - scenario.first[i]!) / scenario.active[i]!);
        kept.revenuePer[m]![at + i] = scenario.revenue[i]! / scenario.active[i]!;
        kept.marginPer[m]![at + i] = scenario.margin[i]! / scenario.active[i]!;
        kept.net[m]![at + i] = running[i]!;
      }
    },
    bands: () =>
      Array.from({ length: months }, (_, m) => ({
        month: m + 1,
        conversion: distributionOf(kept.conversion[m]!),
        orderValue: distributionOf(kept.orderValue[m]!),
        repeatProbability: known ? distributionOf(kept.repeat[m]!) : unknown,
        revenuePerCustomer: known ? distributionOf(kept.revenuePer[m]!) : unknown,
        marginPerCustomer: known ? distributionOf(kept.marginPer[m]!) : unknown,
        cumulativeNet: distributionOf(kept.net[m]!),
      })),
  };
}
