/** The changes by database key, ascending, so that neighbours meet in the same page. */
export function inKeyOrder<V>(changes: Map<string, V>, keyOf: (key: string) => string): Array<[string, V]> {
  const pairs: Array<[string, V]> = [];
  for (const [key, value] of changes) pairs.push([keyOf(key), value]);
  return pairs.sort(([a], [b]) => (a < b ? -1 : 1));
}
