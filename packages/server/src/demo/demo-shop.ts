import type { Business } from "@attune/model/business";
import { type Catalogue, createCatalogue } from "@attune/shop/catalogue";
import { demoPlaybook } from "@attune/shop/demo-playbook";
import { createShoppers, type Shopper } from "@attune/shop/shoppers";
import type { Configuration } from "../config/read-configuration.ts";

/** The shop that `attune demo` shows: who lives in it, and what is declared of it. */
export interface DemoShop {
  seed: string;
  catalogue: Catalogue;
  shoppers: Shopper[];
}

const demoSeed = "attune-demo";

export const demoBusiness: Business = {
  name: "Haus & Heim",
  timeZone: "Europe/Berlin",
  currency: "EUR",
  ratesMicros: {},
  revenue: { includeTax: true, includeShipping: true },
  internalTraffic: [],
};

export const demoConfiguration: Configuration = { business: demoBusiness, playbook: demoPlaybook };

export function createDemoShop(shopperCount: number): DemoShop {
  const catalogue = createCatalogue({ seed: demoSeed });
  return { seed: demoSeed, catalogue, shoppers: createShoppers(catalogue, { seed: demoSeed, count: shopperCount }) };
}
