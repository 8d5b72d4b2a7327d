import type { PriceEntry, PriceTest } from "@attune/model/price-test";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { playbookFault } from "./playbook-fault.ts";

/** What would make one person's price another by the channel, the hour or how often they came. */
const changing = ["when", "variants", "caps", "quietHours", "exclusivityGroup", "offer", "items"] as const;

/** A tactic's `price:`, which makes its variants. It is for everyone, always, so that a person has one price. */
export function readPrice(
  entry: PriceEntry,
  tactic: Readonly<Record<string, unknown>>,
  path: string,
): Pick<Tactic, "price" | "variants"> {
  const other = changing.find((field) => tactic[field] !== undefined);
  if (other !== undefined)
    throw playbookFault(`${path}.${other}`, "does not go with `price`: one person has one price, whatever the moment");
  const changes = Object.fromEntries(
    Object.entries(entry.changes).map(([id, given]) => [id, readChange(given, `${path}.price.changes.${id}`)]),
  );
  const [first, second] = Object.values(changes);
  if (second === undefined) throw playbookFault(`${path}.price.changes`, "needs at least two variants to compare");
  if (first !== 0) throw playbookFault(`${path}.price.changes`, "begins with the usual price: a change of 0");
  const price: PriceTest = { marginFloor: entry.marginFloor, changes };
  if (entry.where !== undefined) price.where = entry.where;
  return { price, variants: Object.keys(changes).map((variantId) => ({ variantId })) };
}

function readChange(given: number | string, path: string): number {
  const change = typeof given === "number" ? given : Number.parseFloat(given.replaceAll(" ", "")) / 100;
  if (change > -1 && change <= 1) return change;
  throw playbookFault(path, "has to be above -100 % and at most 100 %");
}

/** Two tests in one place would hide one another, and a bandit would draw a person another price. */
export function requirePricesOf({ tactics, experiments = [] }: Playbook): void {
  const placed = new Map<string, string>();
  for (const { tacticId, placementId, price } of tactics) {
    if (price === undefined) continue;
    const other = placed.get(placementId);
    if (other !== undefined)
      throw playbookFault(
        `tactics.${tacticId}.placement`,
        `holds the prices of ${other} already; each test needs its own`,
      );
    placed.set(placementId, tacticId);
    const experiment = experiments.find((one) => one.tacticId === tacticId);
    if (experiment !== undefined && experiment.policy.kind !== "fixed")
      throw playbookFault(
        `experiments.${experiment.experimentId}.bandit`,
        "would give a person another price with each draw",
      );
  }
}
