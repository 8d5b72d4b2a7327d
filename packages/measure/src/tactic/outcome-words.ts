import type { StudyDesign } from "@attune/model/effect-study";
import type { OutcomeWords } from "../observational/outcome-words.ts";
import type { HistoryOutcome } from "./history-columns.ts";

/** Of whom and of what a design takes the outcome: one person, one person in a period, or the whole shop in a period. */
const names: Record<"person" | "panel" | "shop", Record<HistoryOutcome, string>> = {
  person: {
    revenue: "revenue per person",
    orders: "orders per person",
    conversion: "the share of people who order",
  },
  panel: {
    revenue: "revenue per person and period",
    orders: "orders per person and period",
    conversion: "the share of people who order in a period",
  },
  shop: {
    revenue: "the whole shop's revenue in a period",
    orders: "the whole shop's orders in a period",
    conversion: "the number of people who order in a period",
  },
};

const units = { revenue: "currency", orders: "count", conversion: "share" } as const;

/** How a study of a tactic calls its outcome. An instrument's effect is that of each exposure; over the whole shop people who order are counted. */
export function tacticOutcomeWords(
  design: StudyDesign,
  outcome: HistoryOutcome,
  currency: string | null,
): OutcomeWords {
  const isShop = design === "interrupted";
  const of = isShop ? "shop" : design === "did" || design === "synthetic-control" ? "panel" : "person";
  const each = design === "iv" ? ", for each exposure" : "";
  return {
    name: `${names[of][outcome]}${each}`,
    unit: isShop && outcome === "conversion" ? "count" : units[outcome],
    currency: outcome === "revenue" ? currency : null,
  };
}
