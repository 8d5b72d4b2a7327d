import type { Condition } from "@attune/model/condition";

/** A condition that asks one thing: it is not put together of others. */
export type Clause = Exclude<Condition, { all: Condition[] } | { any: Condition[] } | { not: Condition }>;

/** The clauses of a condition, in the order in which they stand. Linear. */
export function clausesIn(condition: Condition): Clause[] {
  if ("all" in condition) return condition.all.flatMap(clausesIn);
  if ("any" in condition) return condition.any.flatMap(clausesIn);
  if ("not" in condition) return clausesIn(condition.not);
  return [condition];
}
