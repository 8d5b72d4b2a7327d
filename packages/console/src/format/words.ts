/** A machine name as people read it: `revenue-per-visitor`, `revenuePerVisitor`, `revenue_per_visitor` → `Revenue per visitor`. */
export function humanize(name: string): string {
  const spaced = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[-_]+/g, " ")
    .trim()
    .toLowerCase();
  const words = spaced.replace(/\be mail\b/g, "e-mail").replace(/\badd ons\b/g, "add-ons");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `1 event`, `2 events`; the count is formatted by the caller. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}
