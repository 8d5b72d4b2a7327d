import { expect, it } from "vitest";
import { gatherWrites } from "./committer.ts";

it("what comes while a write is under way goes into the next one, together", async () => {
  const written: number[][] = [];
  const writes = gatherWrites<number>(async (entries) => {
    written.push([...entries]);
    await new Promise((resolve) => setTimeout(resolve, 30));
  });
  await Promise.all([writes.add(1), writes.add(2), writes.add(3)]);
  await Promise.all([writes.add(4), writes.add(5)]);
  expect(written).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

it("a write that fails fails for those that are in it, and for nobody later", async () => {
  let isBroken = true;
  const writes = gatherWrites<number>(async () => {
    if (isBroken) throw new Error("the disk is full");
  });
  const first = await Promise.allSettled([writes.add(1), writes.add(2)]);
  expect(first.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  isBroken = false;
  await writes.add(3);
});
