import { expect, test } from "vitest";
import { partitionToLetGo } from "./partition-to-let-go.ts";

test("a node keeps its share of the partitions, and lets go of one that is not the first when it has more", () => {
  expect(partitionToLetGo([0, 1, 2], 3, 1)).toBeNull();
  expect(partitionToLetGo([0, 1, 2], 3, 2)).toBe(2);
  expect(partitionToLetGo([0, 1], 3, 2)).toBeNull();
  expect(partitionToLetGo([0, 1], 3, 3)).toBe(1);
  expect(partitionToLetGo([1, 2], 4, 4)).toBe(2);
  expect(partitionToLetGo([0], 3, 3)).toBeNull();
});

test("with fewer partitions than nodes everybody has one at most, and whoever knows of no other node keeps all", () => {
  expect(partitionToLetGo([0, 1], 2, 5)).toBe(1);
  expect(partitionToLetGo([2], 3, 9)).toBeNull();
  expect(partitionToLetGo([0, 1, 2], 3, 0)).toBeNull();
});
