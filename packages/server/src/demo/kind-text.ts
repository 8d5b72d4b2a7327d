import type { Business } from "@attune/model/business";
import type { Kind, KindId } from "@attune/shop/kind";
import { kinds } from "@attune/shop/kinds";
import { parse, stringify } from "yaml";
import { writeConfiguration } from "../config/write-configuration.ts";
import { journeyTemplates } from "../deliver/journey-templates.ts";
import { type Extras, shopExtras } from "./shop-extras.ts";

type Sections = Record<string, unknown>;

/**
 * The attune.yaml of a kind of business: what `attune demo` runs, and what a playbook of that kind can begin with.
 * @param goalsBy the day by which tactics are to reach their goals, YYYY-MM-DD; absent: none is said
 */
export function kindText(kindId: KindId, goalsBy?: string): string {
  const kind = kinds[kindId];
  const plain = parse(writeConfiguration({ business: businessOf(kind), playbook: kind.playbook })) as Sections;
  const whole = kindId === "shop" ? [shopExtras, cartJourney()].reduce<Sections>(over, plain) : plain;
  const dated = goalsBy === undefined ? whole : over(whole, { tactics: goalDates(whole.tactics as Sections, goalsBy) });
  return stringify(dated, { lineWidth: 140 });
}

function cartJourney(): Extras {
  return parse(journeyTemplates.find(({ templateId }) => templateId === "cart-abandonment")!.yaml) as Extras;
}

function goalDates(tactics: Sections, by: string): Sections {
  const withGoal = Object.entries(tactics).filter(([, tactic]) => isRecord(tactic) && isRecord(tactic.goal));
  return Object.fromEntries(withGoal.map(([tacticId]) => [tacticId, { goal: { by } }]));
}

function businessOf({ businessName }: Kind): Business {
  return {
    name: businessName,
    timeZone: "Europe/Berlin",
    currency: "EUR",
    ratesMicros: {},
    revenue: { includeTax: true, includeShipping: true },
    internalTraffic: [],
  };
}

/** The sections and entries of both; of a field that both have, the second counts. */
function over(base: Sections, extras: object): Sections {
  const merged: Sections = { ...base };
  for (const [key, value] of Object.entries(extras)) {
    const present = merged[key];
    merged[key] = isRecord(present) && isRecord(value) ? over(present, value) : value;
  }
  return merged;
}

const isRecord = (value: unknown): value is Sections =>
  typeof value === "object" && value !== null && !Array.isArray(value);
