import type { Event } from "@attune/model/event";
import { keptEntries, type Profile, type Stamp } from "@attune/model/profile";
import { changeable, type ProfileDraft } from "./profile-draft.ts";
import { compareStamps, insertByStamp, keepGreatest, laterStamp, mergeByStamp } from "./stamp-order.ts";

const limit = keptEntries.cartChanges;

const directions: ReadonlyMap<string, 1 | -1> = new Map([
  ["Product Added", 1],
  ["Wishlist Product Added to Cart", 1],
  ["Product Removed", -1],
]);

/**
 * What was put into and taken out of the cart since the last order: the latest 50 changes, ascending by time. Kept as changes, since
 * quantities alone would depend on the order in which entries of two devices are seen.
 */
export function applyCart(draft: ProfileDraft, event: Event, stamp: Stamp): void {
  const { cleared } = draft.profile.cart;
  if (event.name === "Order Completed") {
    if (compareStamps(stamp, cleared) <= 0) return;
    const cart = changeable(draft, "cart");
    cart.cleared = stamp;
    cart.changes = cart.changes.filter((change) => compareStamps(change, stamp) > 0);
    return;
  }
  const direction = directions.get(event.name);
  if (direction === undefined || compareStamps(stamp, cleared) <= 0) return;
  const { changes } = changeable(draft, "cart");
  for (const item of event.items) {
    insertByStamp(changes, {
      at: stamp.at,
      offset: stamp.offset,
      itemId: item.itemId,
      quantity: direction * item.quantity,
    });
  }
  keepGreatest(changes, limit);
}

export function mergeCart(a: Profile["cart"], b: Profile["cart"]): Profile["cart"] {
  const cleared = laterStamp(a.cleared, b.cleared);
  const changes = mergeByStamp(a.changes, b.changes).filter((change) => compareStamps(change, cleared) > 0);
  return { cleared, changes: keepGreatest(changes, limit) };
}
