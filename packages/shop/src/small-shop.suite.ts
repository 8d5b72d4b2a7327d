import { createCatalogue } from "./catalogue.ts";
import { createShoppers } from "./shoppers.ts";
import type { SimulationSettings } from "./world.ts";

/** Monday 1 June 2026, 00:00 UTC. */
export const mondayAt = Date.UTC(2026, 5, 1);

/** A shop small enough for a test, whose people come often: most of them in any week. */
export function smallShop({ seed = 1, count = 300, days = 14 } = {}): SimulationSettings {
  const catalogue = createCatalogue({ seed, size: 120 });
  const shoppers = createShoppers(catalogue, { seed, count }).map((shopper) => ({
    ...shopper,
    visitsPerWeek: shopper.visitsPerWeek * 6,
  }));
  return { seed, startAt: mondayAt, days, catalogue, shoppers };
}
