import { expect, test } from "vitest";
import { createHeldDecisions } from "./held-decisions.ts";

function open() {
  let now = 0;
  const written: string[] = [];
  const held = createHeldDecisions(() => now);
  const hold = (decisionId: string) =>
    held.hold(decisionId, async () => {
      written.push(decisionId);
      return [{ kind: "kept", offset: 7 } as never];
    });
  const pass = (ms: number) => {
    now += ms;
  };
  return { held, hold, written, pass };
}

test("a record is written when it is confirmed, once", async () => {
  const { held, hold, written } = open();
  const result = hold("a");
  void hold("b");
  expect([held.confirm(["a", "unknown"]), held.confirm(["a"])]).toEqual([1, 0]);
  expect(await result).toEqual([{ kind: "kept", offset: 7 }]);
  expect(written).toEqual(["a"]);
});

test("after a minute nothing is held any more, and what waited for the record is told that there is none", async () => {
  const { held, hold, written, pass } = open();
  const first = hold("a");
  pass(59_999);
  void hold("b");
  pass(1);
  expect([held.confirm(["a"]), held.confirm(["b"])]).toEqual([0, 1]);
  expect([await first, written]).toEqual([[], ["b"]]);
});

test("a record that cannot be written is told as one", async () => {
  const { held } = open();
  const result = held.hold("a", () => Promise.reject(new Error("disk full")));
  held.confirm(["a"]);
  await expect(result).rejects.toThrow("disk full");
});

test("beyond 50,000 the oldest are let go", async () => {
  const { held, hold } = open();
  const first = hold("0");
  for (let i = 1; i <= 50_000; i++) void hold(String(i));
  expect([await first, held.confirm(["0"]), held.confirm(["1"])]).toEqual([[], 0, 1]);
});
