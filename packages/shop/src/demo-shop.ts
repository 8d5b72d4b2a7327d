import { dayMs } from "@attune/math/time-units";
import { createCatalogue } from "./catalogue.ts";
import type { KindId } from "./kind.ts";
import { kinds } from "./kinds.ts";
import { createShoppers } from "./shoppers.ts";
import type { SimulationSettings } from "./world.ts";

interface DemoSettings {
  seed: number | string;
  endAt: number;
  /** A shop unless said. */
  kindId?: KindId;
}

/**
 * The business of `attune demo`: 90 days before `endAt`, some 200,000 events of 8,000 people, the tactics running since day 20; what came
 * before is their baseline.
 */
export function demoShop({ seed, endAt, kindId = "shop" }: DemoSettings): SimulationSettings {
  const days = 90;
  const catalogue = createCatalogue({ seed, kind: kinds[kindId] });
  const shoppers = createShoppers(catalogue, { seed, count: 8000 });
  const switches = { secondThoughts: { share: 0.2 } };
  return { seed, startAt: endAt - days * dayMs, days, catalogue, shoppers, switches, personalizedFromDay: 20 };
}
