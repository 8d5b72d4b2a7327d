import { expect, it } from "vitest";
import { shareTurns } from "./take-turns.ts";

it("of many that share turns each has its own, in the order in which they asked, and the event loop goes round between them", async () => {
  const turns = shareTurns();
  const order: number[] = [];
  let rounds = 0;
  const counting = setInterval(() => (rounds += 1), 0);
  await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      await turns();
      order.push(n);
      for (const until = performance.now() + 0.5; performance.now() < until; );
    }),
  );
  clearInterval(counting);
  expect(order).toEqual(Array.from({ length: 40 }, (_, n) => n));
  expect(rounds).toBeGreaterThan(4);
});

it("who asks after all have been served is served again", async () => {
  const turns = shareTurns();
  await turns();
  await turns();
});
