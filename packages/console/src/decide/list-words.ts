import type { ItemList } from "@attune/model/tactic";
import { humanize } from "../format/words.ts";

/** A list of products in words: `Up to 4 cart add-ons, priced at most 30`; what is said more rarely stands as it is written. */
export function listWords({ from, limit, category, where, ...rare }: ItemList): string {
  return [
    `Up to ${limit} ${humanize(from).toLowerCase()}`,
    category === undefined ? "" : ` of ${category}`,
    ...Object.entries({ ...where, ...rare }).map(
      ([name, value]) => `, ${humanize(name).toLowerCase()} ${String(value)}`,
    ),
  ].join("");
}
