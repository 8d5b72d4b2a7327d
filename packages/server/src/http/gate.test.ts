import { hasCode } from "@attune/model/errors";
import { expect, test } from "vitest";
import { createGate } from "./gate.ts";

test("what was reserved counts until its work ends; what does not fit is refused; alone everything fits", async () => {
  const gate = createGate(10);
  let finish = () => {};
  const first = gate.pass(async (reserve) => {
    reserve(8);
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  const second = () => gate.pass(async (reserve) => reserve(3));
  const refusal = await second().catch((error: unknown) => error);
  expect(hasCode(refusal, "overloaded")).toBe(true);
  await gate.pass(async (reserve) => reserve(2));
  finish();
  await first;
  await second();
  await gate.pass(async (reserve) => {
    reserve(8);
    reserve(8);
  });
  await gate.pass(async (reserve) => reserve(10));
});

test("work that has taken nothing yet keeps nobody out", async () => {
  const gate = createGate(10);
  void gate.pass(() => new Promise(() => {}));
  await gate.pass(async (reserve) => reserve(10));
});
