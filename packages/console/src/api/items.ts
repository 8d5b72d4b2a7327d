import { useGet } from "./get.ts";

/** A thing of the catalogue, as far as lists show it. */
interface Item {
  name: string | null;
  category: string | null;
  brand: string | null;
  priceMicros: number | null;
  available: boolean;
}

/** One item of the catalogue; lists that share it ask once. */
export const useItem = (itemId: string) => useGet<Item>(`/v1/catalog/items/${encodeURIComponent(itemId)}`);
