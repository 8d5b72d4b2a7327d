import type { BrandWords, CategoryWords } from "./catalogue-words.ts";

/** What a supermarket sells. */
export const storeCategories: readonly CategoryWords[] = [
  {
    name: "Bread",
    weight: 10,
    medianPrice: 2.9,
    priceSpread: 0.35,
    margin: 0.35,
    nouns: ["Loaf", "Rolls", "Baguette", "Pretzel", "Toast"],
    materials: ["Rye", "Spelt", "Wheat", "Sourdough", "Seeded"],
  },
  {
    name: "Dairy",
    weight: 12,
    medianPrice: 1.9,
    priceSpread: 0.4,
    margin: 0.22,
    nouns: ["Milk", "Yoghurt", "Butter", "Cream Cheese", "Quark"],
    materials: ["Fresh", "Organic", "Low-Fat", "Lactose-Free", "Alpine"],
  },
  {
    name: "Cheese",
    weight: 8,
    medianPrice: 3.9,
    priceSpread: 0.4,
    margin: 0.3,
    nouns: ["Gouda", "Brie", "Mountain Cheese", "Feta", "Mozzarella"],
    materials: ["Mild", "Aged", "Smoked", "Goat", "Grated"],
  },
  {
    name: "Fruit & Vegetables",
    weight: 14,
    medianPrice: 2.4,
    priceSpread: 0.5,
    margin: 0.3,
    nouns: ["Apples", "Carrots", "Tomatoes", "Salad", "Pears"],
    materials: ["Regional", "Organic", "Crisp", "Vine", "Baby"],
  },
  {
    name: "Drinks",
    weight: 12,
    medianPrice: 1.6,
    priceSpread: 0.6,
    margin: 0.28,
    nouns: ["Juice", "Lemonade", "Sparkling Water", "Iced Tea", "Cider"],
    materials: ["Apple", "Lemon", "Elderflower", "Ginger", "Peach"],
  },
  {
    name: "Pantry",
    weight: 14,
    medianPrice: 2.2,
    priceSpread: 0.5,
    margin: 0.33,
    nouns: ["Pasta", "Rice", "Muesli", "Beans", "Flour"],
    materials: ["Wholegrain", "Basmati", "Crunchy", "Red", "Fine"],
  },
  {
    name: "Sweets",
    weight: 10,
    medianPrice: 1.8,
    priceSpread: 0.4,
    margin: 0.38,
    nouns: ["Chocolate", "Biscuits", "Wine Gums", "Nougat", "Wafers"],
    materials: ["Dark", "Hazelnut", "Salted", "Sour", "Vanilla"],
  },
  {
    name: "Household",
    weight: 10,
    medianPrice: 3.4,
    priceSpread: 0.5,
    margin: 0.4,
    nouns: ["Washing Powder", "Sponges", "Paper Towels", "Soap", "Candles"],
    materials: ["Mild", "Strong", "Recycled", "Unscented", "Large"],
  },
];

/** The makers. */
export const storeBrands: readonly BrandWords[] = [
  { name: "Hofgut", priceLevel: 1.2, lines: ["Anger", "Linden", "Bach", "Wiesen"] },
  { name: "Tagwerk", priceLevel: 0.8, lines: ["Emma", "Otto", "Karl", "Lina"] },
  { name: "Nordkorn", priceLevel: 1.05, lines: ["Deich", "Watt", "Förde", "Hallig"] },
  { name: "Bergquell", priceLevel: 1.3, lines: ["Gipfel", "Alm", "Tal", "Grat"] },
  { name: "Gut & Knapp", priceLevel: 0.65, lines: ["Ja", "Eben", "Mal", "Nur"] },
];
