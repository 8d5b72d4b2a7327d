import type { CatalogueView, ListedItem } from "./catalogue-view.ts";

/** The declared tree that a category belongs to, such as `health` for `health/sleep`; null: none. */
export interface SensitiveTreeOf {
  (category: string): string | null;
  /** All that is declared, to compare with another. */
  readonly declared: string;
}

/** What says something intimate of who touches it. */
export interface SensitiveItems {
  treeOf: SensitiveTreeOf;
  /** The tree of an item, by what the catalogue says of it or by the category that an event named; null: it is not sensitive. */
  treeOfItem(itemId: string, category?: string): string | null;
  /** Ids of the catalogue's own sensitive items. Linear in the catalogue. */
  listed(): string[];
}

/** Categories of which it is remembered what they are: events may name any. */
const mostRemembered = 10_000;
const separators = /\s*[/>]\s*/;

/** Null where nothing is declared. Names are compared in small letters, level by level. */
export function sensitiveTrees(declared: readonly string[]): SensitiveTreeOf | null {
  const trees = new Set(declared.map((name) => levelsOf(name).join("/")));
  trees.delete("");
  if (trees.size === 0) return null;
  const find = (category: string): string | null => {
    let path = "";
    for (const level of levelsOf(category)) {
      path = path === "" ? level : `${path}/${level}`;
      if (trees.has(path)) return path;
    }
    return null;
  };
  const remembered = new Map<string, string | null>();
  const treeOf = (category: string): string | null => {
    const known = remembered.get(category);
    if (known !== undefined) return known;
    const tree = find(category);
    if (remembered.size < mostRemembered) remembered.set(category, tree);
    return tree;
  };
  return Object.assign(treeOf, { declared: [...trees].sort().join("\n") });
}

/** `Health > Sleep/…` is `health`, `sleep`: what stands for all below is not a level. */
function levelsOf(category: string): string[] {
  return category
    .toLowerCase()
    .trim()
    .split(separators)
    .filter((level) => level !== "" && level !== "*" && level !== "…");
}

const treesOf = new WeakMap<SensitiveTreeOf, WeakMap<ListedItem, string | null>>();

/** Null where nothing is declared. */
export function sensitiveItems(treeOf: SensitiveTreeOf | null, catalogue: CatalogueView): SensitiveItems | null {
  if (treeOf === null) return null;
  const known = treesOf.get(treeOf) ?? new WeakMap<ListedItem, string | null>();
  treesOf.set(treeOf, known);

  function treeOfListed(item: ListedItem): string | null {
    let tree = known.get(item);
    if (tree === undefined) {
      tree = firstTree(treeOf!, [...(item.category === undefined ? [] : [item.category]), ...(item.categories ?? [])]);
      known.set(item, tree);
    }
    return tree;
  }

  return {
    treeOf,
    treeOfItem(itemId, category) {
      const number = catalogue.numberOf(itemId);
      const item = number === undefined ? undefined : catalogue.itemOf(number);
      const tree = item === undefined ? null : treeOfListed(item);
      return tree ?? (category === undefined ? null : treeOf(category));
    },
    listed() {
      const ids: string[] = [];
      for (let number = 0; number < catalogue.size; number++) {
        const item = catalogue.itemOf(number);
        if (item !== undefined && treeOfListed(item) !== null) ids.push(item.itemId);
      }
      return ids;
    },
  };
}

/** The same where the catalogue is not at hand, but what `listed` said. */
export function sensitiveByIds(treeOf: SensitiveTreeOf | null, ids: readonly string[]): SensitiveItems | null {
  if (treeOf === null) return null;
  const listed = new Set(ids);
  return {
    treeOf,
    treeOfItem: (itemId, category) =>
      listed.has(itemId) ? "listed" : category === undefined ? null : treeOf(category),
    listed: () => [...listed],
  };
}

function firstTree(treeOf: SensitiveTreeOf, categories: readonly string[]): string | null {
  for (const category of categories) {
    const tree = treeOf(category);
    if (tree !== null) return tree;
  }
  return null;
}
