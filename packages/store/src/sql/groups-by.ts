/**
 * What follows `ARRAY JOIN` for one row per person and group: `dimension` and `value`, everyone (without a value) first. Only what is asked for is in the text.
 * @param by the dimensions asked for; others than those of `values` are none
 * @param values SQL of the value of a person by dimension
 */
export function groupsBy(by: unknown, values: Record<string, string>): string {
  const asked = Object.keys(values).filter((dimension) => isAsked(by, dimension));
  const dimensions = ["everyone", ...asked].map((dimension) => `'${dimension}'`);
  const told = ["''", ...asked.map((dimension) => `toString(${values[dimension]})`)];
  return `[${dimensions.join(", ")}] AS dimension, [${told.join(", ")}] AS value`;
}

/** Whether an answer is to be told apart by this dimension. */
export function isAsked(by: unknown, dimension: string): boolean {
  return Array.isArray(by) && by.includes(dimension);
}
