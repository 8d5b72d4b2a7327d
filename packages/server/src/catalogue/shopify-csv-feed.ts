import { AttuneError } from "@attune/model/errors";
import { readTable } from "../import/read-table.ts";
import type { FeedPart, FeedReader } from "./feed.ts";
import { type ShopifyProduct, shopifyItem, shopifyTags } from "./shopify-product.ts";

/** Shopify's product export: rows of one handle, one after another, are one product; the handle is the item's id. */
export const shopifyCsvFeed: FeedReader = async function* read(source, money) {
  let column: ((name: string, row: readonly string[]) => string) | null = null;
  let present = null as Present | null;

  function end(part: FeedPart, ended: Present | null): void {
    if (ended === null) return;
    try {
      part.items.push(shopifyItem(ended.product, money));
    } catch (error) {
      part.refused.push({ line: ended.line, reason: (error as Error).message });
    }
  }

  for await (const { rows, lines, refused } of readTable(source, { kind: "csv", delimiter: ",", encoding: "utf-8" })) {
    const part: FeedPart = { items: [], refused: [...refused] };
    for (const [index, row] of rows.entries()) {
      if (column === null) {
        column = columnsOf(row);
        continue;
      }
      const handle = column("Handle", row);
      if (handle === "") {
        part.refused.push({ line: lines[index]!, reason: "it has no handle" });
        continue;
      }
      if (present?.product.itemId !== handle) {
        end(part, present);
        present = { product: productOf(handle, row, column), line: lines[index]! };
      }
      addVariant(present.product, row, column);
    }
    yield part;
  }
  const rest: FeedPart = { items: [], refused: [] };
  end(rest, present);
  yield rest;
};

/** The product whose rows are coming. */
interface Present {
  product: ShopifyProduct;
  line: number;
}

type Column = (name: string, row: readonly string[]) => string;

/** Since 2024 Shopify writes its export and its template with other names for the same. */
const laterNames: Readonly<Record<string, string>> = {
  Handle: "URL handle",
  Published: "Published on online store",
  "Image Src": "Product image URL",
  "Option1 Value": "Option1 value",
  "Option2 Value": "Option2 value",
  "Option3 Value": "Option3 value",
  "Variant SKU": "SKU",
  "Variant Price": "Price",
  "Variant Compare At Price": "Compare-at price",
  "Variant Inventory Tracker": "Inventory tracker",
  "Variant Inventory Qty": "Inventory quantity",
  "Variant Inventory Policy": "Continue selling when out of stock",
};

function columnsOf(header: readonly string[]): Column {
  const places = new Map(header.map((name, place) => [name.trim().replace(/^\uFEFF/, ""), place]));
  const placeOf = (name: string) => places.get(name) ?? places.get(laterNames[name] ?? name);
  if (placeOf("Handle") === undefined || placeOf("Variant Price") === undefined)
    throw new AttuneError(
      "bad-request",
      "This is no product export of Shopify: it has no columns Handle and Variant Price, nor URL handle and Price.",
    );
  return (name, row) => row[placeOf(name) ?? -1]?.trim() ?? "";
}

function productOf(handle: string, row: readonly string[], column: Column): ShopifyProduct {
  const product: ShopifyProduct = {
    itemId: handle,
    title: column("Title", row) || handle,
    vendor: column("Vendor", row),
    type: column("Type", row),
    tags: shopifyTags(column("Tags", row)),
    isPublished:
      column("Published", row).toLowerCase() !== "false" &&
      !["draft", "archived"].includes(column("Status", row).toLowerCase()),
    variants: [],
  };
  const image = column("Image Src", row);
  if (image !== "") product.imageUrl = image;
  return product;
}

/** A row with an image alone is none. */
function addVariant(product: ShopifyProduct, row: readonly string[], column: Column): void {
  const price = column("Variant Price", row);
  if (price === "") return;
  const options = [1, 2, 3].map((place) => column(`Option${place} Value`, row)).filter((value) => value !== "");
  const quantity = Number(column("Variant Inventory Qty", row));
  product.variants.push({
    variantId: column("Variant SKU", row) || [product.itemId, ...options].join(" / "),
    title: options.join(" / "),
    price,
    compareAtPrice: column("Variant Compare At Price", row),
    cost: column("Cost per item", row),
    quantity: column("Variant Inventory Tracker", row) === "" || Number.isNaN(quantity) ? null : quantity,
    continues: column("Variant Inventory Policy", row).toLowerCase() === "continue",
  });
}
