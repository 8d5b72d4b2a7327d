import { joinPeople, type NamedQuery, peopleNow, personOf } from "./named-query.ts";

/** One row: when the tactic was in use, and of how much the store knows. Times are decimal strings, null where there is nothing. */
export interface TacticSpanRow {
  firstExposedAt: string | null;
  lastExposedAt: string | null;
  /** People with an opportunity of each arm. */
  exposed: string;
  heldOut: string;
  /** Of people's events, of any kind. */
  firstEventAt: string | null;
  lastEventAt: string | null;
}

/** When a tactic was shown first and last, to how many, and from when to when there are events. */
export const tacticSpan: NamedQuery = {
  parameters: { tacticId: "String" },
  text: `
WITH ${peopleNow},
opportunities AS (
  SELECT ${personOf("exposures")} AS person, at, toString(arm) AS armName
  FROM exposures ${joinPeople("exposures")}
  WHERE tacticId = {tacticId:String} AND arm IN ('exposed', 'tactic-holdout')
)
SELECT
  minOrNullIf(at, armName = 'exposed') AS firstExposedAt,
  maxOrNullIf(at, armName = 'exposed') AS lastExposedAt,
  uniqExactIf(person, armName = 'exposed') AS exposed,
  uniqExactIf(person, armName = 'tactic-holdout') AS heldOut,
  (SELECT minOrNull(firstAt) FROM profile_days) AS firstEventAt,
  (SELECT maxOrNull(lastAt) FROM profile_days) AS lastEventAt
FROM opportunities`,
};
