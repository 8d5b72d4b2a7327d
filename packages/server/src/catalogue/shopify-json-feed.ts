import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { FeedPart, FeedReader } from "./feed.ts";
import { type ShopifyProduct, type ShopifyVariant, shopifyItem, shopifyTags } from "./shopify-product.ts";

const largestDocument = 200 * 1024 * 1024;
const productsPerPart = 500;

/** `{products: […]}` of Shopify's APIs, one `{product: …}`, or a list of products; the product's number is the item's id, as its pixels send it. */
export const shopifyJsonFeed: FeedReader = async function* read(source, money) {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > largestDocument) throw new AttuneError("batch-too-large", "A document of products may have 200 MB.");
    chunks.push(chunk);
  }
  const products = productsOf(Buffer.concat(chunks).toString("utf8"));
  for (let from = 0; from < products.length; from += productsPerPart) {
    const part: FeedPart = { items: [], refused: [] };
    products.slice(from, from + productsPerPart).forEach((product, index) => {
      try {
        part.items.push(shopifyItem(readProduct(product), money));
      } catch (error) {
        part.refused.push({ line: from + index + 1, reason: (error as Error).message });
      }
    });
    yield part;
  }
};

type Fields = { [name: string]: Json | undefined };

function productsOf(text: string): Json[] {
  let document: Json;
  try {
    document = JSON.parse(text) as Json;
  } catch {
    throw new AttuneError("bad-request", "The file is no JSON, or cut off.");
  }
  if (Array.isArray(document)) return document;
  const { products, product } = fieldsOf(document);
  if (Array.isArray(products)) return products;
  if (product !== undefined) return [product];
  throw new AttuneError("bad-request", "The document has neither `products` nor `product`.");
}

function readProduct(json: Json): ShopifyProduct {
  const fields = fieldsOf(json);
  const itemId = text(fields.id);
  if (itemId === "") throw new RangeError("it has no id");
  const { status, published_at: publishedAt, tags, variants, images, image } = fields;
  const product: ShopifyProduct = {
    itemId,
    title: text(fields.title) || itemId,
    vendor: text(fields.vendor),
    type: text(fields.product_type),
    tags: Array.isArray(tags) ? tags.map(text) : shopifyTags(text(tags)),
    isPublished: publishedAt !== null && (status === undefined || status === "active"),
    variants: Array.isArray(variants) ? variants.map(readVariant) : [],
  };
  const first = Array.isArray(images) && images.length > 0 ? images[0]! : image;
  const source = text(fieldsOf(first ?? {}).src);
  if (source !== "") product.imageUrl = source;
  return product;
}

function readVariant(json: Json): ShopifyVariant {
  const fields = fieldsOf(json);
  const isCounted = typeof fields.inventory_quantity === "number" && text(fields.inventory_management) !== "";
  // The public feed says of each variant whether it can be ordered, and does not count.
  const quantity = isCounted ? (fields.inventory_quantity as number) : fields.available === false ? 0 : null;
  return {
    variantId: text(fields.id) || text(fields.sku),
    title: text(fields.title),
    price: text(fields.price),
    compareAtPrice: text(fields.compare_at_price),
    cost: text(fields.cost),
    quantity,
    continues: fields.inventory_policy === "continue",
  };
}

function fieldsOf(json: Json): Fields {
  return json !== null && typeof json === "object" && !Array.isArray(json) ? json : {};
}

function text(value: Json | undefined): string {
  if (typeof value === "string") return value.trim();
  return typeof value === "number" ? String(value) : "";
}
