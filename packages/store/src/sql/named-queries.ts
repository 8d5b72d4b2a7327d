import { AttuneError } from "@attune/model/errors";
import { consistency } from "./consistency.sql.ts";
import { daily } from "./daily.sql.ts";
import { deviceMatrix } from "./device-matrix.sql.ts";
import { drawLog } from "./draw-log.sql.ts";
import { drawSums } from "./draw-sums.sql.ts";
import { eventCounts } from "./event-counts.sql.ts";
import { everyTacticOutcomes } from "./every-tactic-outcomes.sql.ts";
import { experimentArms } from "./experiment-arms.sql.ts";
import { funnel } from "./funnel.sql.ts";
import { holdoutOutcomes } from "./holdout-outcomes.sql.ts";
import { itemPopularity } from "./item-popularity.sql.ts";
import { itemTouches } from "./item-touches.sql.ts";
import { marginOutcomes } from "./margin-outcomes.sql.ts";
import { metricSums } from "./metric-sums.sql.ts";
import type { NamedQuery } from "./named-query.ts";
import { orderPeople } from "./order-people.sql.ts";
import { pageTimings } from "./page-timings.sql.ts";
import { personPanel } from "./person-panel.sql.ts";
import { purchaseHistories } from "./purchase-histories.sql.ts";
import { rolloutHistories } from "./rollout-histories.sql.ts";
import { sourceQuality } from "./source-quality.sql.ts";
import { stagesByArm } from "./stages-by-arm.sql.ts";
import { tacticHistories } from "./tactic-histories.sql.ts";
import { tacticOutcomes } from "./tactic-outcomes.sql.ts";
import { tacticSpan } from "./tactic-span.sql.ts";
import { totals } from "./totals.sql.ts";
import { visitHistories } from "./visit-histories.sql.ts";

const businessQueries = {
  totals,
  "tactic-outcomes": tacticOutcomes,
  "every-tactic-outcomes": everyTacticOutcomes,
  "holdout-outcomes": holdoutOutcomes,
  "item-popularity": itemPopularity,
  "event-counts": eventCounts,
  daily,
} as const satisfies Record<string, NamedQuery>;

const measurementQueries = {
  funnel,
  "metric-sums": metricSums,
  "stages-by-arm": stagesByArm,
  "device-matrix": deviceMatrix,
  consistency,
} as const satisfies Record<string, NamedQuery>;

/** People one by one, for studies: effects without an experiment, uplift, timing, interactions. */
const historyQueries = {
  "tactic-histories": tacticHistories,
  "rollout-histories": rolloutHistories,
  "visit-histories": visitHistories,
  "tactic-span": tacticSpan,
  "person-panel": personPanel,
  "order-people": orderPeople,
} as const satisfies Record<string, NamedQuery>;

const customerQueries = { "purchase-histories": purchaseHistories } as const satisfies Record<string, NamedQuery>;

/** What models are trained from; compared with its twin in `contract/item-touches.test.ts`. */
const trainingQueries = { "item-touches": itemTouches } as const satisfies Record<string, NamedQuery>;

/** Compared with their twins in `contract/draw-queries.test.ts`. */
const drawQueries = {
  "draw-sums": drawSums,
  "draw-log": drawLog,
  "experiment-arms": experimentArms,
} as const satisfies Record<string, NamedQuery>;

/** What each source sends; compared with its twin in `contract/source-quality.test.ts`. */
const sourceQueries = { "source-quality": sourceQuality } as const satisfies Record<string, NamedQuery>;

/** Margin soon and in the long run; compared with its twin in `contract/margin-outcomes.test.ts`. */
const marginQueries = { "margin-outcomes": marginOutcomes } as const satisfies Record<string, NamedQuery>;

/** What real people's browsers measured; compared with its twin in `contract/page-timings.test.ts`. */
const pageQueries = { "page-timings": pageTimings } as const satisfies Record<string, NamedQuery>;

export type HistoryQueryName = keyof typeof historyQueries;
export type MeasurementQueryName = keyof typeof measurementQueries;

/**
 * Every query that the analytics port answers, by its name. Each group is compared with its twins on random data in a test of its own:
 * `embedded/analytics.props.test.ts` (business), `contract/measurement-queries.props.test.ts`, `contract/history-queries.test.ts`,
 * `contract/purchase-histories.test.ts`.
 */
export const namedQueries = {
  ...businessQueries,
  ...measurementQueries,
  ...historyQueries,
  ...customerQueries,
  ...drawQueries,
  ...trainingQueries,
  ...sourceQueries,
  ...pageQueries,
  ...marginQueries,
};

export type BusinessQueryName = keyof typeof businessQueries;
export type QueryName = keyof typeof namedQueries;

/** The SQL of the query of this name, once all of its parameters are there. Throws `bad-request` otherwise. */
export function queryText(name: string, parameters: Record<string, unknown>): string {
  const { text }: NamedQuery = namedQueries[requireQuery(name, parameters)];
  return typeof text === "string" ? text : text(parameters);
}

/** The query of this name, once all of its parameters are there. Throws `bad-request` otherwise. */
export function requireQuery(name: string, parameters: Record<string, unknown>): QueryName {
  if (!Object.hasOwn(namedQueries, name)) throw new AttuneError("bad-request", `There is no query named "${name}".`);
  const query = name as QueryName;
  for (const [parameter, type] of Object.entries((namedQueries[query] as NamedQuery).parameters))
    requireParameter(name, parameter, type, parameters[parameter]);
  return query;
}

function requireParameter(query: string, parameter: string, type: string, value: unknown): void {
  if (!fits(type, value))
    throw new AttuneError("bad-request", `The query "${query}" needs ${parameter} as ${type}.`, { path: parameter });
}

function fits(type: string, value: unknown): boolean {
  if (type === "Array(String)") return Array.isArray(value) && value.every((item) => typeof item === "string");
  if (type === "String") return typeof value === "string";
  return (type.startsWith("Nullable") && value === null) || Number.isSafeInteger(value);
}
