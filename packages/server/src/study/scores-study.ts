import { type CustomerScores, customerScores } from "@attune/forecast/lifetime/customer-scores";
import type { ScoreChoices } from "@attune/model/score";
import type { Undetermined } from "@attune/model/undetermined";
import { type PurchaseInput, readPurchases } from "./purchase-input.ts";

/** Scores of everybody who has bought and can be known again. */
export interface ScoresStudy {
  kind: "scores";
  input: Extract<PurchaseInput, { kind: "store" }>;
  /** Business day, days since 1970. */
  asOfDay: number;
  choices: ScoreChoices;
}

export type ScoresAnswer = CustomerScores & { notes: string[] };

export function carryOutScores({ input, asOfDay, choices }: ScoresStudy): ScoresAnswer | Undetermined {
  const { log, notes } = readPurchases(input);
  const scores = customerScores(log, { ...choices, asOfDay });
  return "undetermined" in scores ? scores : { ...scores, notes };
}
