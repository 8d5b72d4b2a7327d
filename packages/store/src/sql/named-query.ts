/**
 * A query of the analytics store: written once, for chDB and for a ClickHouse server, with `{name:Type}` placeholders; as a function where parameters decide which
 * parts it has (never what they say: that is bound).
 */
export interface NamedQuery {
  text: string | ((parameters: Record<string, unknown>) => string);
  /** ClickHouse type of each parameter; all must be given. */
  parameters: Record<string, "Nullable(Int32)" | "Nullable(Int64)" | "Int32" | "Int64" | "String" | "Array(String)">;
}

/** Common table expression: whose each merged profile is now. Profiles without a row are their own person. */
export const peopleNow = `people_now AS (
  SELECT profileKey, argMax(personKey, version) AS personKey FROM people GROUP BY profileKey
)`;

/** The person (a key, for counting and joining) of the rows of `table`, where `people_now` is joined to it. */
export function personOf(table: string): string {
  return `if(now.personKey = 0, ${table}.profileKey, now.personKey)`;
}

/** Left join of `people_now` to `table`. */
export function joinPeople(table: string): string {
  return `LEFT JOIN people_now AS now ON now.profileKey = ${table}.profileKey`;
}

/** When a row happened, and of what happened at once the one that the log has first: a number, since tuples take longer to compare. */
export const moment = "bitShiftLeft(toInt128(at), 64) + offset";
