const hourMs = 3_600_000;

/** Touches from this number on are one group. */
const lastNumber = 6;

/** Groups of touches by their number, from the first on. */
export const doseGroups = Array.from({ length: lastNumber }, (_, i) => {
  const number = i + 1;
  return { number, group: number === lastNumber ? `touch ${number} and later` : `touch ${number}` };
});

/** Groups of touches by the time since the first, from..to in milliseconds. */
export const sinceFirstGroups = [
  { group: "the first touch", fromMs: 0, toMs: 1 },
  { group: "within a day", fromMs: 1, toMs: 24 * hourMs },
  { group: "1 to 3 days", fromMs: 24 * hourMs, toMs: 72 * hourMs },
  { group: "3 to 7 days", fromMs: 72 * hourMs, toMs: 168 * hourMs },
  { group: "7 to 14 days", fromMs: 168 * hourMs, toMs: 336 * hourMs },
  { group: "14 days or more", fromMs: 336 * hourMs, toMs: Number.POSITIVE_INFINITY },
];
