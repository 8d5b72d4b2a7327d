import type { Effect } from "@attune/model/report";
import { undetermined } from "@attune/model/undetermined";
import { expect, it } from "vitest";
import { judgeGain } from "./judge-gain.ts";

const effect = (estimate: number, half: number): Effect => ({
  estimate,
  standardError: half / 1.96,
  interval: [estimate - half, estimate + half],
  pValue: 0.5,
});

it.each([
  ["lasts", effect(1, 0.5), effect(2, 1)],
  ["fades", effect(1, 0.5), effect(0.4, 1)],
  // Bought forward: what came in the first week was missing in the next three.
  ["reverses", effect(1, 0.5), effect(-0.1, 1)],
  ["reverses", effect(1, 0.5), effect(-2, 1)],
  ["comes-late", effect(0.1, 0.5), effect(2, 1)],
  ["loses", effect(0.1, 0.5), effect(-2, 1)],
  ["not-shown", effect(0.1, 0.5), effect(0.2, 1)],
  ["too-early", effect(1, 0.5), undetermined("too-few-people", "few")],
] as const)("a gain %s", (gain, soon, longRun) => {
  expect(judgeGain(soon, longRun)).toBe(gain);
});
