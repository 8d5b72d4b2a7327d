import { expect, test } from "vitest";
import { kindOf, moved, stepKinds } from "./step-kinds.ts";

const world = { placements: ["message"], messages: ["hello"] };

test.each(stepKinds)("a new step that is to “$label” is of that kind", ({ kind, blank }) => {
  expect(kindOf(blank(world))).toBe(kind);
});

test("a new step names what there is", () => {
  const said = stepKinds.map(({ blank }) => blank(world));
  expect(said).toContainEqual({ decide: "message" });
  expect(said).toContainEqual({ send: "hello" });
});

test("a step changes places with its neighbour, and stays where there is none", () => {
  expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 1, 1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});
