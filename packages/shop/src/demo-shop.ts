import { dayMs } from "@attune/math/time-units";
import { createCatalogue } from "./catalogue.ts";
import { createShoppers } from "./shoppers.ts";
import type { SimulationSettings } from "./world.ts";

/**
 * The shop of `attune demo`: 90 days before `endAt`, about 200,000 events of 8,000 people, the tactics running since day 20; what came
 * before is their baseline.
 */
export function demoShop({ seed, endAt }: { seed: number | string; endAt: number }): SimulationSettings {
  const days = 90;
  const catalogue = createCatalogue({ seed });
  const shoppers = createShoppers(catalogue, { seed, count: 8000 });
  return { seed, startAt: endAt - days * dayMs, days, catalogue, shoppers, personalizedFromDay: 20 };
}
