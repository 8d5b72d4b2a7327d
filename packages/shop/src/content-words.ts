import type { BrandWords, CategoryWords } from "./catalogue-words.ts";

/** What a magazine writes about; its stories cost nothing by themselves. */
export const contentCategories: readonly CategoryWords[] = [
  {
    name: "Politics",
    weight: 14,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Coalition", "Budget", "Election", "Court Ruling", "Summit"],
    materials: ["Contested", "Delayed", "Narrow", "Surprising", "Local"],
  },
  {
    name: "Economy",
    weight: 12,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Housing Market", "Wage Round", "Interest Rate", "Supply Chain", "Pension"],
    materials: ["Rising", "Stalled", "Uneven", "Quiet", "Regional"],
  },
  {
    name: "Science",
    weight: 12,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Vaccine", "Glacier", "Telescope", "Sleep Study", "Seabed"],
    materials: ["Early", "Unexpected", "Careful", "Disputed", "Long"],
  },
  {
    name: "Culture",
    weight: 12,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Exhibition", "Novel", "Film", "Opera", "Archive"],
    materials: ["Forgotten", "Loud", "Small", "New", "Restless"],
  },
  {
    name: "Travel",
    weight: 10,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Night Train", "Valley", "Harbour", "Island", "Border Town"],
    materials: ["Slow", "Rainy", "Alpine", "Northern", "Cheap"],
  },
  {
    name: "Food",
    weight: 10,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Bakery", "Market", "Recipe", "Vineyard", "Kitchen"],
    materials: ["Sour", "Seasonal", "Smoky", "Simple", "Green"],
  },
  {
    name: "Sport",
    weight: 12,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Relay", "Final", "Coach", "Marathon", "Transfer"],
    materials: ["Late", "Fearless", "Costly", "Fragile", "Second"],
  },
  {
    name: "Digital",
    weight: 10,
    medianPrice: 0,
    priceSpread: 0,
    margin: 0,
    nouns: ["Search Engine", "Chip Plant", "Platform", "Password", "Robot"],
    materials: ["Open", "Hidden", "Tiny", "Overdue", "Clumsy"],
  },
];

/** Its desks, each with the first words of its headlines. */
export const contentBrands: readonly BrandWords[] = [
  { name: "Reporters", priceLevel: 1, lines: ["On Site:", "Inside the", "After the", "Before the"] },
  { name: "Analysis", priceLevel: 1, lines: ["Why the", "What the", "How the", "Who Pays for the"] },
  { name: "Columns", priceLevel: 1, lines: ["In Praise of the", "Against the", "My", "Our"] },
  { name: "Data Desk", priceLevel: 1, lines: ["In Numbers: the", "Mapped: the", "Charted: the", "Counted: the"] },
];
