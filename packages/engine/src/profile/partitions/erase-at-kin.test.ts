import { expect, it } from "vitest";
import { asInput, event, identifier } from "../profile-world.suite.ts";
import type { EraseTask, OrderTask } from "./letter.ts";
import { carriedOutIn, commit, createWorld, submitAt } from "./partition-world.suite.ts";

const order = { kind: "erase", at: 1_750_000_000_000, by: "tester" } as const;

it("whoever was made nameless can be erased where they lie, though nothing leads to them", () => {
  let world = createWorld(1);
  const carryOut = (task: Parameters<typeof submitAt>[2]) => {
    world = commit(submitAt(world, 0, task), 0);
    return carriedOutIn(world).at(-1)!.result;
  };
  const kept = carryOut({
    kind: "entry",
    input: asInput(event(["user_id:ada"])) as Extract<ReturnType<typeof asInput>, { kind: "event" }>,
  });
  if (kept.kind !== "kept") throw new Error(`the event was ${kept.kind}`);
  const who = [identifier("user_id:ada")];
  const ada: EraseTask = { ...order, profileId: kept.profileId, who, heir: "nobody-1" };
  expect(carryOut(ada)).toMatchObject({ kind: "erased", entries: 1 });
  expect(carryOut(ada)).toMatchObject({ kind: "impossible", code: "not-found" });
  const nobody: OrderTask = { ...order, profileId: "nobody-1", who: [] };
  expect(carryOut(nobody)).toMatchObject({ kind: "erased", profileIds: ["nobody-1"], entries: 1 });
  expect(carryOut(nobody)).toMatchObject({ kind: "impossible", code: "not-found" });
});
