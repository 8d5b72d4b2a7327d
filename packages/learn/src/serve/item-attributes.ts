import type { Item } from "@attune/model/item";

/** What an item is, as words to compare: its categories, brand, price level (a factor of two), tags and the words of its name. */
export function itemAttributes(item: Item | undefined): string[] {
  if (item === undefined) return [];
  const { category, categories = [], brand, priceMicros, name = "", tags = [] } = item;
  const all = new Set([...(category === undefined ? [] : [category]), ...categories]);
  return [
    ...[...all].map((each) => `category ${each}`),
    ...(brand === undefined ? [] : [`brand ${brand}`]),
    ...(priceMicros === undefined || priceMicros <= 0 ? [] : [`price ${Math.round(Math.log2(priceMicros))}`]),
    ...tags.map((tag) => `tag ${tag}`),
    ...(name.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []),
  ];
}
