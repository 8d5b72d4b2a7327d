/** A query of the analytics store: written once, for chDB and for a ClickHouse server, with `{name:Type}` placeholders. */
export interface NamedQuery {
  text: string;
  /** ClickHouse type of each parameter; all must be given. */
  parameters: Record<string, "Nullable(Int32)" | "Int32" | "Int64" | "String">;
}

/** Common table expression: whose each merged profile is now. Profiles without a row are their own person. */
export const peopleNow = `people_now AS (
  SELECT profileId, argMax(personId, version) AS personId FROM people GROUP BY profileId
)`;

/** The person of `table.profileId`, where `people_now` is joined as \`now\`. */
export function personOf(table: string): string {
  return `if(now.personId = '', ${table}.profileId, now.personId)`;
}

/** Left join of `people_now` to `table`. */
export function joinPeople(table: string): string {
  return `LEFT JOIN people_now AS now ON now.profileId = ${table}.profileId`;
}
