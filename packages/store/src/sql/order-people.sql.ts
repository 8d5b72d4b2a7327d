import type { NamedQuery } from "./named-query.ts";

/** A profile that an order of this number was of. Times are decimal strings. */
export interface OrderPeopleRow {
  /** As the event was written; whoever asks the profile store finds whose it is now. */
  profileId: string;
  /** Of the first event about the order. */
  at: string;
}

/**
 * Whose the order of this number is: of orders and refunds by people, the latest order first. Several where sources give numbers of their own; no more than
 * twenty are told.
 */
export const orderPeople: NamedQuery = {
  parameters: { orderId: "String" },
  text: `
SELECT profileId, min(money.at) AS at
FROM money_events AS money
WHERE orderId = {orderId:String} AND orderId != ''
GROUP BY profileId
ORDER BY at DESC, profileId
LIMIT 20`,
};
