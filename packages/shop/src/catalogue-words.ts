/** What a home-and-living shop sells: the words and figures from which `catalogue.ts` makes its items. */
export interface CategoryWords {
  name: string;
  /** Share of the catalogue's items, relative to the other categories. */
  weight: number;
  /** Median price in euros, and the spread of its logarithm; 0: its items have no price of their own. */
  medianPrice: number;
  priceSpread: number;
  /** Mean gross margin, as a share of the price. */
  margin: number;
  nouns: readonly string[];
  materials: readonly string[];
}

/** The twelve categories. */
export const categoryWords: readonly CategoryWords[] = [
  {
    name: "Seating",
    weight: 8,
    medianPrice: 389,
    priceSpread: 0.55,
    margin: 0.42,
    nouns: ["Armchair", "Two-Seater Sofa", "Three-Seater Sofa", "Footstool", "Dining Chair", "Bench", "Bar Stool"],
    materials: ["Bouclé", "Linen", "Oak", "Velvet", "Leather", "Walnut"],
  },
  {
    name: "Tables",
    weight: 7,
    medianPrice: 299,
    priceSpread: 0.6,
    margin: 0.4,
    nouns: ["Dining Table", "Coffee Table", "Side Table", "Desk", "Console Table", "Bedside Table"],
    materials: ["Oak", "Walnut", "Ash", "Marble", "Powder-Coated Steel"],
  },
  {
    name: "Storage",
    weight: 9,
    medianPrice: 119,
    priceSpread: 0.7,
    margin: 0.44,
    nouns: ["Shelf", "Sideboard", "Coat Rack", "Shoe Cabinet", "Basket", "Storage Box", "Wall Hook Set"],
    materials: ["Oak", "Bamboo", "Rattan", "Seagrass", "Birch", "Wire"],
  },
  {
    name: "Lighting",
    weight: 10,
    medianPrice: 99,
    priceSpread: 0.6,
    margin: 0.5,
    nouns: ["Pendant Lamp", "Floor Lamp", "Table Lamp", "Wall Light", "Reading Lamp", "String Lights"],
    materials: ["Brass", "Opal Glass", "Paper", "Smoked Glass", "Linen", "Ceramic"],
  },
  {
    name: "Rugs",
    weight: 7,
    medianPrice: 149,
    priceSpread: 0.65,
    margin: 0.48,
    nouns: ["Rug", "Runner", "Round Rug", "Doormat", "Flatweave Rug"],
    materials: ["Wool", "Jute", "Cotton", "Berber", "Recycled"],
  },
  {
    name: "Bedding",
    weight: 10,
    medianPrice: 69,
    priceSpread: 0.5,
    margin: 0.52,
    nouns: ["Duvet Cover", "Pillowcase Pair", "Fitted Sheet", "Bedspread", "Summer Duvet", "Down Pillow"],
    materials: ["Linen", "Percale", "Washed Cotton", "Flannel", "Organic Cotton", "Satin"],
  },
  {
    name: "Cushions & Throws",
    weight: 11,
    medianPrice: 39,
    priceSpread: 0.45,
    margin: 0.58,
    nouns: ["Cushion", "Cushion Cover", "Throw", "Plaid", "Floor Cushion"],
    materials: ["Linen", "Velvet", "Mohair", "Bouclé", "Wool", "Quilted Cotton"],
  },
  {
    name: "Kitchen",
    weight: 12,
    medianPrice: 34,
    priceSpread: 0.6,
    margin: 0.46,
    nouns: ["Chopping Board", "Saucepan", "Casserole", "Chef's Knife", "Kettle", "Colander", "Spice Jar Set"],
    materials: ["Olive Wood", "Cast Iron", "Copper", "Steel", "Enamel", "Acacia"],
  },
  {
    name: "Tableware",
    weight: 12,
    medianPrice: 29,
    priceSpread: 0.5,
    margin: 0.55,
    nouns: [
      "Dinner Plate Set",
      "Breakfast Bowl",
      "Mug Pair",
      "Carafe",
      "Water Glass Set",
      "Serving Platter",
      "Cutlery Set",
    ],
    materials: ["Stoneware", "Porcelain", "Recycled Glass", "Speckled", "Crystal", "Terracotta"],
  },
  {
    name: "Decoration",
    weight: 14,
    medianPrice: 27,
    priceSpread: 0.6,
    margin: 0.6,
    nouns: ["Vase", "Candle Holder", "Scented Candle", "Picture Frame", "Wall Mirror", "Plant Pot", "Art Print"],
    materials: ["Stoneware", "Ribbed Glass", "Brass", "Concrete", "Oak", "Terracotta"],
  },
  {
    name: "Bath",
    weight: 8,
    medianPrice: 25,
    priceSpread: 0.5,
    margin: 0.56,
    nouns: ["Bath Towel", "Hand Towel Pair", "Bath Mat", "Soap Dispenser", "Laundry Hamper", "Bathrobe"],
    materials: ["Waffle", "Organic Cotton", "Linen", "Bamboo", "Ceramic", "Terry"],
  },
  {
    name: "Garden",
    weight: 6,
    medianPrice: 79,
    priceSpread: 0.8,
    margin: 0.43,
    nouns: ["Lounge Chair", "Folding Table", "Lantern", "Planter", "Watering Can", "Picnic Blanket", "Fire Bowl"],
    materials: ["Teak", "Acacia", "Galvanized", "Rattan", "Powder-Coated", "Recycled"],
  },
];

/** A maker whose things the shop sells. */
export interface BrandWords {
  name: string;
  /** Price level: 1 is the middle of the market. */
  priceLevel: number;
  /** Names of the brand's lines, the first word of an item's name. */
  lines: readonly string[];
}

/** The eight brands, each alike in the number of its items. */
export const brandWords: readonly BrandWords[] = [
  { name: "Fjellhus", priceLevel: 1.25, lines: ["Fjell", "Skog", "Elva", "Nord"] },
  { name: "Casa Lume", priceLevel: 1.45, lines: ["Luce", "Ombra", "Siena", "Alba"] },
  { name: "Alltag", priceLevel: 0.7, lines: ["Emil", "Frieda", "Oskar", "Lotte"] },
  { name: "Maison Verne", priceLevel: 1.6, lines: ["Colette", "Rivage", "Margaux", "Lyon"] },
  { name: "Tern & Thistle", priceLevel: 1.1, lines: ["Harbour", "Moor", "Wren", "Heath"] },
  { name: "Kleinholz", priceLevel: 0.95, lines: ["Buche", "Linde", "Ahorn", "Erle"] },
  { name: "Ostara", priceLevel: 0.85, lines: ["Iris", "Flora", "Mira", "Salvia"] },
  { name: "Dagny", priceLevel: 1, lines: ["Saga", "Runa", "Freya", "Liv"] },
];
