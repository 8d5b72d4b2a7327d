import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

/** The people of one variant of an experiment, by the first they were given. */
export interface ExperimentArmsRow {
  variantId: string;
  people: string;
  /** Of them, those who were given another variant later. */
  crossovers: string;
  /** Of them, those whose window has ended by `nowMs`. */
  windowsComplete: string;
}

/** Who is in an experiment. */
export const experimentArms: NamedQuery = {
  parameters: { experimentId: "String", windowMs: "Int64", nowMs: "Int64" },
  text: `
WITH ${peopleNow},
given AS (
  SELECT
    ${personOf("assignments")} AS person,
    argMin(toString(variantId), (at, offset)) AS firstVariant,
    min(at) AS startAt,
    uniqExact(variantId) > 1 AS isCrossover
  FROM assignments ${joinPeople("assignments")}
  WHERE experimentId = {experimentId:String}
  GROUP BY person
)
SELECT
  firstVariant AS variantId,
  count() AS people,
  countIf(isCrossover) AS crossovers,
  countIf(startAt + {windowMs:Int64} <= {nowMs:Int64}) AS windowsComplete
FROM given
GROUP BY variantId
ORDER BY variantId`,
};
