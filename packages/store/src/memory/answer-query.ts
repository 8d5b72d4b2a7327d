import type { Json } from "@attune/model/json";
import type { QueryName } from "../sql/named-queries.ts";
import type { AnalyticsRows, AnswerRow } from "./analytics-rows.ts";
import { daily } from "./daily.ts";
import { eventCounts } from "./event-counts.ts";
import { holdoutOutcomes } from "./holdout-outcomes.ts";
import { itemPopularity } from "./item-popularity.ts";
import { tacticOutcomes } from "./tactic-outcomes.ts";
import { totals } from "./totals.ts";

type Answer = (rows: AnalyticsRows, parameters: Record<string, Json>) => AnswerRow[];

/** The TypeScript twins of `sql/<name>.sql.ts`, each in `<name>.ts`: written from the meaning of the queries and not from their SQL. */
const answers: Record<QueryName, Answer> = {
  totals,
  "tactic-outcomes": tacticOutcomes,
  "holdout-outcomes": holdoutOutcomes,
  "item-popularity": itemPopularity,
  "event-counts": eventCounts,
  daily,
};

/** @param parameters have been checked */
export function answerQuery(name: QueryName, rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  return answers[name](rows, parameters);
}
