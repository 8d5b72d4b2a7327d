import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Business } from "@attune/model/business";
import type { Item } from "@attune/model/item";
import { describe, expect, it } from "vitest";
import type { FeedFormat, RefusedItem } from "./feed.ts";
import { feedMoney } from "./feed-money.ts";
import { readFeed } from "./read-feed.ts";

const now = Date.UTC(2026, 10, 28, 12);
const business: Business = {
  name: "Shop",
  timeZone: "UTC",
  currency: "EUR",
  ratesMicros: { USD: 900_000 },
  revenue: { includeTax: true, includeShipping: true },
  internalTraffic: [],
};

/** Reads a feed in chunks of `size` bytes. */
async function read(
  bytes: string | Uint8Array,
  options: { format?: FeedFormat; currency?: string; size?: number } = {},
) {
  const { format = null, currency = null, size = 64 * 1024 } = options;
  const whole = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  async function* chunks() {
    for (let from = 0; from < whole.length; from += size) yield whole.subarray(from, from + size);
  }
  const items: Item[] = [];
  const refused: RefusedItem[] = [];
  for await (const part of readFeed(chunks(), { format, money: feedMoney(business, currency), clock: () => now })) {
    items.push(...part.items);
    refused.push(...part.refused);
  }
  return { items, refused };
}

const folder = new URL("../../../../../shared/data/", import.meta.url);
const dataAt = (name: string) => {
  const given = process.env.ATTUNE_DATA;
  return given === undefined ? new URL(name, folder) : `${given}/${name}`;
};

describe("a table of one's own", () => {
  it.each([
    [
      "never closed, over two lines",
      'id,title,price\na,Cup,5\nb,"Lamp with\nsecond half,6\nc,Bowl,7\n',
      ["a", "c"],
      [3, 4],
    ],
    ["closed too soon", 'id,title,price\na,"The 12" lamp\nsecond line",10\nc,Bowl,7\n', ["c"], [2, 3]],
    ["with all its columns in the second half", 'id,title,price\na,"A 9" b\nx,y",10\nc,Bowl,7\n', ["c"], [2, 3]],
    [
      "closed at the end of a field two lines on",
      'id,title,price\na,"Cup,5\nb,Lamp,6\nd,Pot",8\nc,Bowl,7\n',
      ["c"],
      [2],
    ],
    ["closed at the end of what it takes for a field", 'id,price,title\na,5,"The 12", lamp"\nc,7,Bowl\n', ["c"], [2]],
    ["of one line, whose followers are whole", 'id,title,price\na,"Cup,5\nb,Lamp,6\nc,Bowl,7\n', ["b", "c"], [2]],
  ])("makes no item of a row with a quote %s", async (_what, text, ids, lines) => {
    for (const size of [1, 9, 100_000]) {
      const { items, refused } = await read(text, { size });
      expect(items.map(({ itemId }) => itemId)).toEqual(ids);
      expect(refused.map(({ line }) => line).sort()).toEqual(lines);
    }
  });

  it("takes texts of several lines as they are, and empty columns beyond the header", async () => {
    const text = 'id,title,price\na,"Cup, red\nfor tea",5,,\nb,"Two\n\nlines",6\n';
    const { items, refused } = await read(text);
    expect([items.map(({ name }) => name), refused]).toEqual([["Cup, red\nfor tea", "Two\n\nlines"], []]);
  });

  it("without a reporting currency all prices are in the first that is named", () => {
    const money = feedMoney({ ...business, currency: null }, null);
    expect(money.read("5.00 EUR")).toBe(5e6);
    expect(money.read("6.00")).toBe(6e6);
    expect(() => money.read("5.00 USD")).toThrow(/others of this feed are in EUR: declare business.currency/);
    expect(money.read("EUR 7")).toBe(7e6);
    const ofNextFeed = feedMoney({ ...business, currency: null }, "USD");
    expect(ofNextFeed.read("5")).toBe(5e6);
    expect(() => ofNextFeed.read("5.00 EUR")).toThrow("USD");
  });
});

describe("a feed of Google Merchant", () => {
  const xml = `<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop &amp; more</title>
<item><g:id>a1</g:id><title><![CDATA[Lamp <"Nova">]]></title><link>https://x.example/?a=1&amp;b=2</link><g:price>1,105.29 USD</g:price>
<g:sale_price>100 EUR</g:sale_price><g:sale_price_effective_date>2026-11-27T00:00Z/2026-11-30T00:00Z</g:sale_price_effective_date>
<g:shipping><g:country>US</g:country><g:price>0.00 USD</g:price></g:shipping><g:availability>in_stock</g:availability>
<g:product_type>Home &gt; Lamps</g:product_type><g:item_group_id>nova</g:item_group_id><g:brand>Lux &#x26; Co</g:brand></item>
<item><g:id>a2</g:id><title>Chair</title><g:price>10 EUR</g:price><g:availability>out of stock</g:availability></item>
<item><title>Nothing</title></item>
<item><g:id>a4</g:id><g:price>12 GBP</g:price></item></channel></rss>`;

  it.each([1, 7, 100_000])("is read item by item, in chunks of %i bytes", async (size) => {
    const { items, refused } = await read(xml, { size });
    expect(items).toEqual([
      {
        itemId: "a1",
        name: 'Lamp <"Nova">',
        available: true,
        category: "Lamps",
        categories: ["Home", "Lamps"],
        brand: "Lux & Co",
        priceMicros: 994_761_000,
        salePriceMicros: 100_000_000,
        groupId: "nova",
        url: "https://x.example/?a=1&b=2",
      },
      { itemId: "a2", name: "Chair", available: false, priceMicros: 10_000_000 },
    ]);
    expect(refused).toEqual([
      { line: 3, reason: "it has no id" },
      { line: 4, reason: "the price 12 GBP is in GBP, and business.rates declares no rate to EUR" },
    ]);
  });

  it("is refused where it is cut off within an item", async () => {
    await expect(read(xml.slice(0, 300))).rejects.toThrow("cut off within item 1");
  });

  const published = dataAt("product-catalogues/google_merchant_apparel_variants_example.xml");
  it.skipIf(!existsSync(published))(
    "of its own documentation gives one group of watches (skipped without data)",
    async () => {
      const { items, refused } = await read(readFileSync(published));
      expect(refused).toEqual([]);
      expect(items[0]).toMatchObject({
        itemId: "celebird-eg-variants-apparel-upi-001",
        brand: "Diesel",
        category: "watches",
        groupId: "dz1",
        priceMicros: 94_761_000,
        available: true,
      });
      expect(new Set(items.map(({ groupId }) => groupId))).toEqual(new Set(["dz1"]));
    },
  );

  it("may be a table with tabs", async () => {
    const tsv = "id\ttitle\tprice\tavailability\tproduct type\nx\tSofa\t5.50\tpreorder\tHome > Sofas\n";
    const { items } = await read(tsv, { currency: "USD" });
    expect(items).toEqual([
      {
        itemId: "x",
        name: "Sofa",
        priceMicros: 4_950_000,
        available: true,
        category: "Sofas",
        categories: ["Home", "Sofas"],
      },
    ]);
  });
});

describe("a table of one's own", () => {
  it("may name its columns as it likes, be zipped, and be separated by semicolons", async () => {
    const csv =
      "itemId;name;category;price;cost;stock;imageUrl\nx;Sofa;Seats;10;4.5;3;https://i.example\ny;Pot;;x;;-2;\n";
    const plain = await read(csv);
    expect(await read(gzipSync(csv))).toEqual(plain);
    expect(plain.items).toEqual([
      {
        itemId: "x",
        name: "Sofa",
        category: "Seats",
        priceMicros: 10_000_000,
        costMicros: 4_500_000,
        stock: 3,
        imageUrl: "https://i.example",
        available: true,
      },
    ]);
    expect(plain.refused).toEqual([{ line: 3, reason: '"x" is no price' }]);
  });

  it("without a column of ids is refused, and so is an empty file", async () => {
    await expect(read("a,b\n1,2\n")).rejects.toThrow("a table needs a column id");
    await expect(read("")).rejects.toThrow("empty");
  });
});

describe("a product export of Shopify", () => {
  const header =
    "Handle,Title,Vendor,Type,Tags,Published,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Image Src,Cost per item,Status";
  const csv = `${header}
pot,Clay Pot,Clayco,Outdoor,"Pot, ""Big, Air""",true,Small,P-S,shopify,0,deny,9.99,12.50,https://i.example/1,4,active
pot,,,,,,Large,P-L,shopify,2,deny,15.99,,https://i.example/2,,
pot,,,,,,,,,,,,,https://i.example/3,,
hidden,Hidden,Clayco,,,true,,,,,deny,5,,,,draft
`;

  it("joins the rows of a handle: the cheapest variant's price, the stock of all that are counted", async () => {
    const { items, refused } = await read(csv);
    expect(refused).toEqual([]);
    expect(items).toEqual([
      {
        itemId: "pot",
        name: "Clay Pot",
        available: true,
        category: "Outdoor",
        brand: "Clayco",
        tags: ["Pot", "Big, Air"],
        imageUrl: "https://i.example/1",
        priceMicros: 12_500_000,
        salePriceMicros: 9_990_000,
        costMicros: 4_000_000,
        stock: 2,
        variants: [
          {
            variantId: "P-S",
            name: "Small",
            priceMicros: 12_500_000,
            salePriceMicros: 9_990_000,
            stock: 0,
            available: false,
          },
          { variantId: "P-L", name: "Large", priceMicros: 15_990_000, stock: 2, available: true },
        ],
      },
      { itemId: "hidden", name: "Hidden", brand: "Clayco", available: false, priceMicros: 5_000_000 },
    ]);
  });

  it("means the same by the names that Shopify writes since 2024", async () => {
    const later = csv
      .replace(
        header,
        "URL handle,Title,Vendor,Type,Tags,Published on online store,Option1 value,SKU,Inventory tracker,Inventory quantity,Continue selling when out of stock,Price,Compare-at price,Product image URL,Cost per item,Status",
      )
      .replaceAll(",deny,", ",DENY,")
      .replace(",draft", ",Draft");
    expect(await read(later)).toEqual(await read(csv));
    const continued = later.replace("shopify,0,DENY", "shopify,0,CONTINUE");
    expect((await read(continued)).items[0]?.variants?.[0]).toMatchObject({ variantId: "P-S", available: true });
  });

  const published = dataAt("product-catalogues/apparel.csv");
  it.skipIf(!existsSync(published))("of the sample shops is read without a loss (skipped without data)", async () => {
    for (const [name, handles] of [
      ["apparel", 20],
      ["home-and-garden", 20],
      ["jewelery", 20],
    ] as const) {
      const text = readFileSync(dataAt(`product-catalogues/${name}.csv`), "utf8");
      const { items, refused } = await read(text);
      expect(refused).toEqual([]);
      expect(items.length).toBe(new Set(items.map(({ itemId }) => itemId)).size);
      expect(items.length).toBeGreaterThan(handles / 2);
      expect(items.every(({ priceMicros, available }) => priceMicros !== undefined && available)).toBe(true);
    }
  });

  it("may be JSON of its API: one product or many", async () => {
    const product = {
      id: 1071559748,
      title: "Burton Custom",
      vendor: "Burton",
      product_type: "Snowboard",
      published_at: "2017-09-22T14:48:44-04:00",
      tags: '"Big Air", Barnes & Noble',
      variants: [
        {
          id: 1,
          title: "Default Title",
          price: "10.00",
          compare_at_price: null,
          inventory_policy: "deny",
          inventory_management: "shopify",
          inventory_quantity: 1,
        },
      ],
      images: [{ src: "https://i.example/a" }],
    };
    const expected = {
      itemId: "1071559748",
      name: "Burton Custom",
      brand: "Burton",
      category: "Snowboard",
      tags: ["Big Air", "Barnes & Noble"],
      priceMicros: 10_000_000,
      stock: 1,
      imageUrl: "https://i.example/a",
      available: true,
    };
    expect((await read(JSON.stringify({ product }))).items).toEqual([expected]);
    expect((await read(JSON.stringify({ products: [product, { title: "no id" }] }))).refused).toEqual([
      { line: 2, reason: "it has no id" },
    ]);
    await expect(read('{"products": [')).rejects.toThrow("cut off");
  });
});
