/** A machine name as people read it: `revenue-per-visitor`, `revenuePerVisitor`, `revenue_per_visitor` → `Revenue per visitor`. */
export function humanize(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[-_]+/g, " ")
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `1 event`, `2 events`; the count is formatted by the caller. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}
