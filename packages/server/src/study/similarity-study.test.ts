import { expect, it } from "vitest";
import { carryOutStudy } from "./study.ts";

/** A thousand people; every tenth, in the seed, is above 80 on a scale where the others are spread over 0 to 100. */
function people(seeds: number) {
  const age = Float64Array.from({ length: 1_000 }, (_, n) => (n < seeds ? 80 + (n % 20) : (n * 37) % 100));
  const noise = Float64Array.from({ length: 1_000 }, (_, n) => (n * 7919) % 101);
  return { columns: [age, noise], isSeed: Uint8Array.from({ length: 1_000 }, (_, n) => (n < seeds ? 1 : 0)) };
}

it("those most like the seed come first, by rank among all who are not in it", () => {
  const answer = carryOutStudy({
    kind: "similarity",
    features: ["age", "noise"],
    ...people(100),
    limit: 90,
    seed: "s",
  });
  if (!("similarity" in answer)) throw new Error("undetermined");
  const { columns } = people(100);
  // 180 of the 900 others are above 80: the 90 most like are among them.
  expect([...answer.people].filter((row) => columns[0]![row]! >= 80).length).toBeGreaterThan(85);
  expect([...answer.people].every((row) => row >= 100)).toBe(true);
  expect([answer.similarity[0], answer.similarity[89]]).toEqual([1, 1 - 89 / 900]);
});

it("too few members are undetermined, with their number", () => {
  const answer = carryOutStudy({ kind: "similarity", features: ["age", "noise"], ...people(20), limit: 9, seed: "s" });
  expect(answer).toMatchObject({ undetermined: { code: "too-few-seeds" } });
});
