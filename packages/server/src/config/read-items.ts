import type { PlaybookFile } from "@attune/model/playbook-file";
import type { ItemList } from "@attune/model/tactic";

type ItemsEntry = NonNullable<NonNullable<PlaybookFile["tactics"]>[string]["items"]>;

const defaultLimit = 8;

/** A list of items, as a tactic, a variant or a default asks for it. */
export function readItems(entry: ItemsEntry): ItemList {
  const { from, limit = defaultLimit, category, where, withoutBoughtDays, seen, explore } = entry;
  const list: ItemList = { from, limit };
  if (category !== undefined) list.category = category;
  if (where !== undefined) list.where = where;
  if (withoutBoughtDays !== undefined) list.withoutBoughtDays = withoutBoughtDays;
  if (seen !== undefined) list.seen = seen;
  if (explore !== undefined) list.explore = explore;
  return list;
}
