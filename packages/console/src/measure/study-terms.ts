import type { StudyDesign } from "@attune/model/effect-study";
import type { MetricUnit } from "@attune/model/metric";
import { plural } from "../format/words.ts";
import type { StudyOutcome } from "./time-to-answer.ts";

export interface StudyTerms {
  /** Of the outcome, in which the estimates are. */
  unit: MetricUnit;
  /** What was measured, of whom and for how long: `Revenue for each person within 7 days`. */
  of: string;
  against: string;
  /** What the study's rows are, in the singular. */
  row: string;
}

interface Asked {
  design: StudyDesign;
  outcome: StudyOutcome;
  windowDays: number;
  /** Of a design over time. */
  periodDays?: number;
  /** Of a design over people. */
  comparison?: "holdout" | "unexposed";
}

const ofPerson = {
  revenue: "Revenue for each person",
  orders: "Orders for each person",
  conversion: "Share of people who order",
} as const;
const ofShop = {
  revenue: "Revenue of the whole shop",
  orders: "Orders of the whole shop",
  conversion: "People of the whole shop who order",
} as const;
const units = { revenue: "currency", orders: "count", conversion: "share" } as const;

/** What the numbers of a tactic's study are: designs over people follow each for a window, designs over time count by period, and one counts the whole shop. */
export function studyTerms({ design, outcome, windowDays, periodDays, comparison }: Asked): StudyTerms {
  const period = periodDays === undefined ? "in a period" : `in ${daysWords(periodDays)}`;
  const window = `within ${daysWords(windowDays)}`;
  const unit = units[outcome];
  switch (design) {
    case "interrupted":
      return {
        unit: outcome === "conversion" ? "count" : unit,
        of: `${ofShop[outcome]} ${period}`,
        against: "what came before, going on as it was",
        row: "period",
      };
    case "did":
      return { unit, of: `${ofPerson[outcome]} ${period}`, against: "groups that it had not reached", row: "person" };
    case "synthetic-control":
      return {
        unit,
        of: `${ofPerson[outcome]} ${period}`,
        against: "groups that it never reached, weighed to be alike",
        row: "group",
      };
    default:
      return {
        unit,
        of: `${ofPerson[outcome]} ${window}${design === "iv" ? ", for each time the tactic was shown" : ""}`,
        against: comparison === "holdout" ? "people held out of it" : "like people without the tactic",
        row: "person",
      };
  }
}

function daysWords(days: number): string {
  return `${days} ${plural(days, "day")}`;
}
