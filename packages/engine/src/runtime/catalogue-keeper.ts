import { setImmediate as nextTurn } from "node:timers/promises";
import type { ServedModel } from "@attune/learn/serve/served-model";
import type { Item, ItemChange } from "@attune/model/item";
import type { Json } from "@attune/model/json";
import type { CatalogueView } from "../decide/catalogue-view.ts";
import type { ItemLists, RankedLists } from "../decide/item-lists.ts";
import { newcomersTo, type PlacedModel } from "../decide/placed-model.ts";
import type { DefinitionStore } from "../ports/definition-store.ts";
import { createLiveCatalogue } from "./live-catalogue.ts";
import { placeModel } from "./place-model.ts";

const kind = "item";
/** Items that the shop has taken out: what people did with them would else bring them back into lists. */
const removedKind = "item-removed";
const pageSize = 500;
/** Items that are taken into memory before what waits goes first. */
const itemsPerTurn = 500;

/** The model that serves, and what it may speak of. */
export type ServedAs = Pick<ServedModel, "modelId" | "only">;

/** The catalogue on disk and in memory: what is acknowledged is on disk, and seen by the next decision. */
export interface CatalogueKeeper {
  /** Adds or replaces items, all or none. */
  put(items: readonly Item[]): Promise<void>;
  /** Changes fields of items that are there; `missing` names those that are not, and nothing is done about them. */
  change(changes: readonly ItemChange[]): Promise<{ changed: number; missing: string[] }>;
  /** Takes items out; returns how many were there. */
  remove(itemIds: readonly string[]): Promise<number>;
  /** When the catalogue was changed last; null: never. */
  changedAt(): number | null;
  count(): number;
  /** As decisions see it. */
  view(): CatalogueView;
  /** Of all items. Linear in the catalogue. */
  categories(): ReadonlySet<string>;
  /** Serves a model from the next decision on; null: none. The engine has its tables for itself from now on. */
  serve(model: ServedModel | null): Promise<void>;
  /** Null: popular items stand in. */
  served(): ServedAs | null;
  /** Somebody else has changed the documents of these items: they are read anew. */
  reread(itemIds: readonly string[]): Promise<void>;
}

interface KeeperParts {
  definitions: DefinitionStore;
  clock: () => number;
  ranked: RankedLists;
}

/** Also holds the lists that decisions are given: replaced as a whole whenever anything of them changes. */
export async function createCatalogueKeeper({
  definitions,
  clock,
  ranked,
}: KeeperParts): Promise<CatalogueKeeper & { lists: () => ItemLists; rank: (lists: RankedLists) => void }> {
  const catalogue = createLiveCatalogue();
  const removed = new Set<string>();
  let known = 0;
  let changedAt = ((await definitions.get("setting", "catalogue-changed")) as number | undefined) ?? null;
  let model: PlacedModel | null = null;
  let lists: ItemLists = { ...ranked, catalogue, unavailable: catalogue.unavailable(), model };
  let last: Promise<unknown> = Promise.resolve();

  /** One change after another: each reads what the one before has written. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  }

  function show(): void {
    if (model !== null) model = { ...model, newcomers: newcomersTo(model, catalogue) };
    // A new object, for what was made of the lists before is made anew.
    lists = { ...lists, model };
  }

  async function load(): Promise<void> {
    for await (const { id, document } of documentsOf(definitions, kind)) {
      catalogue.put(itemOf(id, document));
      known++;
    }
    for await (const { id } of documentsOf(definitions, removedKind)) {
      removed.add(id);
      catalogue.remove(id);
    }
  }

  async function store(items: readonly (Item & { listedAt: number })[], added: number): Promise<void> {
    await definitions.put(
      kind,
      items.map((item) => [item.itemId, item as unknown as Json] as const),
    );
    const back = items.flatMap(({ itemId }) => (removed.delete(itemId) ? [itemId] : []));
    if (back.length > 0) await definitions.delete(removedKind, back);
    await noteChange();
    known += added;
    for (let from = 0; from < items.length; from += itemsPerTurn) {
      if (from > 0) await nextTurn();
      for (const item of items.slice(from, from + itemsPerTurn)) catalogue.put(item);
    }
    show();
  }

  async function noteChange(): Promise<void> {
    changedAt = clock();
    await definitions.put("setting", [["catalogue-changed", changedAt]]);
  }

  await load();
  show();

  return {
    put: (items) =>
      inTurn(async () => {
        const now = clock();
        const whole = new Map<string, Item & { listedAt: number }>();
        for (const item of items) {
          const at = catalogue.numberOf(item.itemId);
          const listedAt = at === undefined ? undefined : catalogue.itemOf(at)?.listedAt;
          whole.set(item.itemId, { ...item, listedAt: item.listedAt ?? listedAt ?? now });
        }
        const added = [...whole.keys()].filter((itemId) => !isListed(itemId)).length;
        await store([...whole.values()], added);
      }),
    change: (changes) =>
      inTurn(async () => {
        const whole = new Map<string, Item & { listedAt: number }>();
        const missing: string[] = [];
        for (const change of changes) {
          const { itemId } = change;
          const present = whole.get(itemId) ?? (await definitions.get(kind, itemId));
          if (present === undefined) missing.push(itemId);
          else whole.set(itemId, { ...itemOf(itemId, present as Json), ...change });
        }
        if (whole.size > 0) await store([...whole.values()], 0);
        return { changed: whole.size, missing };
      }),
    remove: (itemIds) =>
      inTurn(async () => {
        const present = [...new Set(itemIds)].filter(isListed);
        if (present.length === 0) return 0;
        await definitions.put(
          removedKind,
          present.map((itemId) => [itemId, clock()] as const),
        );
        await definitions.delete(kind, present);
        await noteChange();
        for (const itemId of present) {
          removed.add(itemId);
          catalogue.remove(itemId);
        }
        known -= present.length;
        show();
        return present.length;
      }),
    changedAt: () => changedAt,
    count: () => known,
    view: () => catalogue,
    categories() {
      const found = new Set<string>();
      for (let number = 0; number < catalogue.size; number++) {
        const { category, categories = [] } = catalogue.itemOf(number) ?? {};
        for (const name of category === undefined ? categories : [category, ...categories]) found.add(name);
      }
      return found;
    },
    serve: (served) =>
      inTurn(async () => {
        model = served === null ? null : await placeModel(served, catalogue, () => nextTurn());
        show();
      }),
    served: () => model,
    reread: (itemIds) =>
      inTurn(async () => {
        for (const itemId of itemIds) {
          const wasListed = isListed(itemId);
          const document = await definitions.get(kind, itemId);
          const isOut = (await definitions.get(removedKind, itemId)) !== undefined;
          if (isOut) removed.add(itemId);
          else removed.delete(itemId);
          if (isOut || document === undefined) catalogue.remove(itemId);
          else catalogue.put(itemOf(itemId, document));
          known += Number(isListed(itemId)) - Number(wasListed);
        }
        show();
      }),
    lists: () => lists,
    rank(next) {
      lists = { ...lists, ...next };
    },
  };

  function isListed(itemId: string): boolean {
    const at = catalogue.numberOf(itemId);
    return at !== undefined && catalogue.itemOf(at) !== undefined;
  }
}

async function* documentsOf(definitions: DefinitionStore, of: string): AsyncGenerator<{ id: string; document: Json }> {
  let after: string | null = null;
  for (;;) {
    const page = await definitions.list(of, after, pageSize);
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1)!.id;
    await nextTurn();
  }
}

/** Items that were written before they had a date came with the first of them. */
function itemOf(itemId: string, document: Json): Item & { listedAt: number } {
  const item = document as unknown as Item & { listedAt?: number };
  return { ...item, itemId, listedAt: item.listedAt ?? 0 };
}
