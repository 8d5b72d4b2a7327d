import type { Json } from "@attune/model/json";
import type { QueryName } from "../sql/named-queries.ts";
import type { AnalyticsRows, AnswerRow } from "./analytics-rows.ts";
import { consistency } from "./consistency.ts";
import { daily } from "./daily.ts";
import { deviceMatrix } from "./device-matrix.ts";
import { drawLog } from "./draw-log.ts";
import { drawSums } from "./draw-sums.ts";
import { eventCounts } from "./event-counts.ts";
import { everyTacticOutcomes } from "./every-tactic-outcomes.ts";
import { experimentArms } from "./experiment-arms.ts";
import { funnel } from "./funnel.ts";
import { holdoutOutcomes } from "./holdout-outcomes.ts";
import { itemPopularity } from "./item-popularity.ts";
import { itemTouches } from "./item-touches.ts";
import { marginOutcomes } from "./margin-outcomes.ts";
import { metricSums } from "./metric-sums.ts";
import { orderPeople } from "./order-people.ts";
import { pageTimings } from "./page-timings.ts";
import { personPanel } from "./person-panel.ts";
import { purchaseHistories } from "./purchase-histories.ts";
import { rolloutHistories } from "./rollout-histories.ts";
import { sourceQuality } from "./source-quality.ts";
import { stagesByArm } from "./stages-by-arm.ts";
import { tacticHistories } from "./tactic-histories.ts";
import { tacticOutcomes } from "./tactic-outcomes.ts";
import { tacticSpan } from "./tactic-span.ts";
import { totals } from "./totals.ts";
import { visitHistories } from "./visit-histories.ts";

type Answer = (rows: AnalyticsRows, parameters: Record<string, Json>) => AnswerRow[];

/** The TypeScript twins of `sql/<name>.sql.ts`, each in `<name>.ts`: written from the meaning of the queries and not from their SQL. */
const answers: Record<QueryName, Answer> = {
  totals,
  "tactic-outcomes": tacticOutcomes,
  "every-tactic-outcomes": everyTacticOutcomes,
  "holdout-outcomes": holdoutOutcomes,
  "item-popularity": itemPopularity,
  "event-counts": eventCounts,
  daily,
  funnel,
  "metric-sums": metricSums,
  "stages-by-arm": stagesByArm,
  "device-matrix": deviceMatrix,
  consistency,
  "tactic-histories": tacticHistories,
  "rollout-histories": rolloutHistories,
  "visit-histories": visitHistories,
  "tactic-span": tacticSpan,
  "person-panel": personPanel,
  "order-people": orderPeople,
  "purchase-histories": purchaseHistories,
  "draw-sums": drawSums,
  "draw-log": drawLog,
  "experiment-arms": experimentArms,
  "item-touches": itemTouches,
  "source-quality": sourceQuality,
  "page-timings": pageTimings,
  "margin-outcomes": marginOutcomes,
};

/** @param parameters have been checked */
export function answerQuery(name: QueryName, rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  return answers[name](rows, parameters);
}
