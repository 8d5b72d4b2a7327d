import { createRng } from "../../packages/math/dist/rng.js";

export const eventNames = ["Product Viewed", "Product Added", "Order Completed", "Order Refunded", "Odd 'n' \\ends"];
const hourMs = 3_600_000;

/** Up to twenty events of each of so many people in five weeks before `now`; every fifth person is known by a browser first and signs in. */
export function* randomHistories(people, now, seed) {
  const rng = createRng(seed);
  const below = (n) => rng.integer(n);
  const pick = (list) => list[below(list.length)];
  let sent = 0;
  for (let person = 0; person < people; person++) {
    const signsIn = rng.uniform() < 0.2;
    const count = Math.floor(rng.uniform() * rng.uniform() * 20) + 1;
    yield Array.from({ length: count }, (_, k) => {
      const event = pick([...eventNames, "Product Viewed", "Product Viewed", "Order Completed"]);
      // On the hour, and a moment beside it: windows end there.
      const at = now - below(800) * hourMs + pick([0, 0, 0, 1, -1, hourMs / 2]);
      sent += 1;
      return {
        type: "track",
        event,
        ...whoOf(person, signsIn, k),
        messageId: `m${sent}`,
        timestamp: new Date(Math.min(at, now)).toISOString(),
        properties: propertiesOf(
          event,
          sent,
          { product_id: pick(["mug", "pan"]), category: pick(["tea", "kitchen"]) },
          below,
        ),
      };
    });
  }
}

function whoOf(person, signsIn, k) {
  if (!signsIn || (k % 2 === 1 && k !== 1)) return { userId: `u${person}` };
  return k === 1 ? { anonymousId: `a${person}`, userId: `u${person}` } : { anonymousId: `a${person}` };
}

function propertiesOf(event, id, product, below) {
  if (event === "Order Completed")
    return { order_id: `o${id}`, revenue: below(90), currency: "EUR", products: [product] };
  if (event === "Order Refunded")
    return { order_id: `o${id}`, refund_id: `r${id}`, revenue: below(30), currency: "EUR" };
  return product;
}
