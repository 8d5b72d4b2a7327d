import { sampleRatioTest } from "@attune/measure/experiment/sample-ratio";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { checkSplit } from "./check-split.ts";
import { type GroupSums, groupSums } from "./compare-groups.ts";

const group = (people: number, propensities: [number, number] | null): GroupSums => ({
  ...groupSums(undefined),
  people,
  propensities,
});
const same = (share: number): [number, number] => [share, share];
const ofTactic = { declared: 0.1, plan: "of both groups" } as const;
const ofEveryone = { declared: 0.05, plan: "of everyone" } as const;

describe("checkSplit", () => {
  it("passes a split as planned; the global holdout takes the same share of both groups", () => {
    const [check] = checkSplit(group(900, same(0.855)), group(100, same(0.095)), ofTactic);
    expect(check).toMatchObject({ id: "sample-ratio", status: "pass", pValue: 1 });
    expect(check?.message).toContain("10.00 % of people are held out where 10.00 % were planned");
  });

  it("fails a split that chance does not give, as measure's chi-square does", () => {
    const [check] = checkSplit(group(91_000, same(0.9)), group(9_000, same(0.1)), ofTactic);
    const chiSquare = sampleRatioTest([91_000, 9_000], [0.9, 0.1]);
    if (isUndetermined(chiSquare)) throw new Error(chiSquare.undetermined.reason);
    expect(check?.status).toBe("fail");
    const mild = checkSplit(group(90_150, same(0.9)), group(9_850, same(0.1)), ofTactic)[0];
    const mildChiSquare = sampleRatioTest([90_150, 9_850], [0.9, 0.1]);
    if (isUndetermined(mildChiSquare)) throw new Error(mildChiSquare.undetermined.reason);
    expect(mild?.pValue).toBeCloseTo(mildChiSquare.pValue, 2);
  });

  it("is exact for few people: nobody held out of 20 at 10 % has probability 0.9^20", () => {
    const [check] = checkSplit(group(20, same(0.9)), group(0, null), ofTactic);
    expect(check?.pValue).toBeCloseTo(2 * 0.9 ** 20, 12);
    expect(check?.status).toBe("pass");
    expect(checkSplit(group(200, same(0.9)), group(0, null), ofTactic)[0]?.status).toBe("fail");
  });

  it("trusts the logged propensity more than what the playbook says now", () => {
    const halves = checkSplit(group(500, same(0.5)), group(500, same(0.5)), ofTactic);
    expect(halves).toMatchObject([{ status: "pass", pValue: 1 }]);
  });

  it("warns where the share changed while it ran, and not where only the global holdout did", () => {
    const changed = checkSplit(group(900, [0.8, 0.9]), group(100, [0.1, 0.2]), ofTactic);
    expect(changed).toMatchObject([{ status: "warn", pValue: null }]);
    expect(checkSplit(group(900, [0.81, 0.9]), group(100, [0.09, 0.1]), ofTactic)).toMatchObject([{ status: "pass" }]);
    expect(checkSplit(group(900, [0.1, 0.9]), group(100, same(0.1)), ofEveryone)).toMatchObject([{ status: "warn" }]);
  });

  it("compares the global holdout with its share of everyone, whatever the tactics' own propensities are", () => {
    const [check] = checkSplit(group(950, [0.095, 0.855]), group(50, same(0.05)), ofEveryone);
    expect(check).toMatchObject({ status: "pass", pValue: 1 });
  });

  it("compares those held out of a tactic that deals variants out with everyone but the global holdout", () => {
    // 5 % are held out of all; of the rest 40 % of the tactic; each of two variants is drawn for half of the others.
    const dealt = { declared: 0.4, plan: "of the rest", heldOutOfAll: 0.05 } as const;
    const [check] = checkSplit(group(600, same(0.95 * 0.6 * 0.5)), group(400, same(0.95 * 0.4)), dealt);
    expect(check).toMatchObject({ status: "pass", pValue: 1 });
    expect(check?.message).toContain("40.00 % of people are held out where 40.00 % were planned");
    expect(checkSplit(group(700, same(0.285)), group(300, same(0.38)), dealt)).toMatchObject([{ status: "fail" }]);
  });

  it("says nothing where nobody is, or nobody was to be held out", () => {
    expect(checkSplit(group(0, null), group(0, null), ofTactic)).toEqual([]);
    expect(checkSplit(group(50, same(1)), group(0, null), { ...ofTactic, declared: 0 })).toEqual([]);
  });
});
