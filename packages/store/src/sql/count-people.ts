import type { PersonSql } from "./condition-to-sql.ts";
import { joinPeople, peopleNow, personOf } from "./named-query.ts";

/** One row: how many people there are events of, and for how many of them the condition holds. */
export function countPeopleSql({ gathered, computed, holds }: PersonSql): string {
  const aggregates = [...gathered].map(([alias, expression]) => `,\n    ${expression} AS ${alias}`).join("");
  const layers = [...computed].map(
    ([alias, expression], index) => `,\nlayer${index + 1} AS (SELECT *, ${expression} AS ${alias} FROM layer${index})`,
  );
  return `
WITH ${peopleNow},
seen AS (
  SELECT ${personOf("events")} AS person, at, offset, day, name, actor, moneyKind, amountMicros, itemIds, itemCategories
  FROM events ${joinPeople("events")}
),
layer0 AS (
  SELECT person${aggregates}
  FROM seen GROUP BY person
)${layers.join("")}
SELECT count() AS people, countIf(${holds}) AS matching FROM layer${computed.size}`;
}
