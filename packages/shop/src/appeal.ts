import type { Rng } from "@attune/math/rng";
import type { Catalogue, ShopItem } from "./catalogue.ts";
import { drawWeighted } from "./draws.ts";
import type { Shopper } from "./shoppers.ts";

/** Computes how strongly items draw a person: popularity × taste in category and brand × what the price does to them. */
export function createAppeal(catalogue: Catalogue): (shopper: Shopper, item: ShopItem) => number {
  const categoryOf = new Map(catalogue.categories.map((name, index) => [name, index]));
  const brandOf = new Map(catalogue.brands.map((name, index) => [name, index]));
  return (shopper, item) =>
    Math.sqrt(item.popularity) *
    shopper.categoryTaste[categoryOf.get(item.category)!]! *
    shopper.brandTaste[brandOf.get(item.brand)!]! *
    item.relativePrice ** -shopper.priceSensitivity;
}

/** The category a person goes to look at, by taste. */
export function drawCategory(rng: Rng, catalogue: Catalogue, shopper: Shopper): string {
  const index = drawWeighted(rng, [...catalogue.categories.keys()], (i) => shopper.categoryTaste[i]!);
  return catalogue.categories[index]!;
}
