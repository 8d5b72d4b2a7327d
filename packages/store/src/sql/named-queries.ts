import { AttuneError } from "@attune/model/errors";
import { daily } from "./daily.sql.ts";
import { eventCounts } from "./event-counts.sql.ts";
import { holdoutOutcomes } from "./holdout-outcomes.sql.ts";
import { itemPopularity } from "./item-popularity.sql.ts";
import type { NamedQuery } from "./named-query.ts";
import { tacticOutcomes } from "./tactic-outcomes.sql.ts";
import { totals } from "./totals.sql.ts";

/** Every query that the analytics port answers, by its name. */
export const namedQueries = {
  totals,
  "tactic-outcomes": tacticOutcomes,
  "holdout-outcomes": holdoutOutcomes,
  "item-popularity": itemPopularity,
  "event-counts": eventCounts,
  daily,
} as const satisfies Record<string, NamedQuery>;

export type QueryName = keyof typeof namedQueries;

/** The query of this name, once all of its parameters are there. Throws `bad-request` otherwise. */
export function requireQuery(name: string, parameters: Record<string, unknown>): QueryName {
  if (!Object.hasOwn(namedQueries, name)) throw new AttuneError("bad-request", `There is no query named "${name}".`);
  const query = name as QueryName;
  for (const [parameter, type] of Object.entries(namedQueries[query].parameters))
    requireParameter(name, parameter, type, parameters[parameter]);
  return query;
}

function requireParameter(query: string, parameter: string, type: string, value: unknown): void {
  const fits =
    type === "String"
      ? typeof value === "string"
      : (type.startsWith("Nullable") && value === null) || Number.isSafeInteger(value);
  if (!fits)
    throw new AttuneError("bad-request", `The query "${query}" needs ${parameter} as ${type}.`, { path: parameter });
}
