/** From this sum of products on standard delivery costs nothing, in micros of the shop's currency. */
export const freeFromMicros = 50e6;

/** What each way of delivery costs, in micros. */
export const deliveryMicros: Readonly<Record<string, number>> = { standard: 4_900_000, express: 9_900_000 };

/** What can be added to an order, in micros. */
export const addOnMicros: Readonly<Record<string, number>> = {
  wrapping: 3_900_000,
  assembly: 29_000_000,
  guarantee: 12_000_000,
};
