/** Milliseconds. A day of 24 hours: business days may be longer or shorter where clocks change (`businessDay`). */
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
