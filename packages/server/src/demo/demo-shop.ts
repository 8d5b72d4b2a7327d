import type { Business } from "@attune/model/business";
import { demoPlaybook } from "@attune/shop/demo-playbook";
import type { Configuration } from "../config/read-configuration.ts";

export const demoSeed = "attune-demo";

const business: Business = {
  name: "Haus & Heim",
  timeZone: "Europe/Berlin",
  currency: "EUR",
  ratesMicros: {},
  revenue: { includeTax: true, includeShipping: true },
  internalTraffic: [],
};

/** What the demo declares of the simulated shop. */
export const demoConfiguration: Configuration = { business, playbook: demoPlaybook };
