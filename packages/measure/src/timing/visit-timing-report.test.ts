import { createRng } from "@attune/math/rng";
import type { Effect } from "@attune/model/report";
import type { GroupEffect } from "@attune/model/timing-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { drawVisits } from "../observational/calibration/visit-studies.ts";
import type { TimingOptions } from "./timing-report.ts";
import { visitTimingReport } from "./visit-timing-report.ts";

const hourMs = 3_600_000;
const options: TimingOptions = {
  tacticId: "strip",
  outcome: "conversion",
  windowMs: 400 * hourMs,
  responseMs: hourMs / 2,
  lookbackMs: 1000 * hourMs,
  nowMs: 1e12,
  signal: "Product Viewed",
};

function determined<T extends object>(report: T | Undetermined): T {
  if (isUndetermined(report)) throw new Error(report.undetermined.reason);
  return report;
}

const effectOf = (groups: readonly GroupEffect[], group: string): Effect =>
  determined(groups.find((candidate) => candidate.group === group)!.effect);

/** Four standard errors: a right estimate is farther away once in 16,000. */
function expectNear({ estimate, standardError }: Effect, truth: number): void {
  expect(Math.abs(estimate - truth)).toBeLessThan(4 * standardError);
}

const fading = [0.3, 0.15, 0, 0, 0, 0];

describe("visitTimingReport", () => {
  it("recovers what each touch adds where intent decides who is touched, which plain means get wrong", () => {
    const { dose, visitModel, assumptions, design, sensitivity } = determined(
      visitTimingReport(
        drawVisits(createRng("visits"), 4000, { confounding: 0.9, effect: (before) => fading[before]!, gaps: [24] }),
        options,
      ),
    );
    expect(design).toBe("visits");
    fading.slice(0, 4).forEach((truth, i) => {
      expectNear(effectOf(dose.groups, `touch ${i + 1}`), truth);
    });
    const plain = determined(visitModel!.unweightedFirstTouch);
    expect(plain.estimate - 0.3).toBeGreaterThan(0.02);
    const slope = determined(dose.slope);
    expect(slope.interval[1]).toBeLessThan(0);
    expect(visitModel!.meanWeight).toBeCloseTo(1, 1);
    expect(Math.abs(visitModel!.imbalance.after)).toBeLessThan(0.1);
    const status = Object.fromEntries(assumptions.map(({ id, status }) => [id, status]));
    expect(status).toMatchObject({ balance: "pass", "models-of-touching": "pass", "no-unmeasured-touching": "warn" });
    expect(sensitivity.inWords).toContain("Something unseen");
    expect(Number(sensitivity.firstTouchRobustness)).toBeGreaterThan(
      Number(sensitivity.firstTouchRobustnessToInsignificance),
    );
  });

  it("recovers the effect by delay where touches come sooner after the signal to those who would buy", () => {
    const byGap = (gap: number) => (gap < 1 ? 0.4 : gap < 5 ? 0.25 : 0.1);
    const people = drawVisits(createRng("delays"), 4000, {
      confounding: 0.5,
      effect: (_, gap) => byGap(gap),
      gaps: [0.8, 3, 12],
    });
    const { delay } = determined(visitTimingReport(people, options));
    expectNear(effectOf(delay.groups, "10 minutes to 1 hour"), 0.4);
    expectNear(effectOf(delay.groups, "1 to 6 hours"), 0.25);
    expectNear(effectOf(delay.groups, "6 hours to 1 day"), 0.1);
    expect(determined(delay.differ).pValue).toBeLessThan(1e-6);
    expect(determined(delay.slope).interval[1]).toBeLessThan(0);
  });

  it("is undetermined where every visit was touched, and where the past decides it without error", () => {
    const all = drawVisits(createRng("all"), 200, { confounding: 50, effect: () => 0, gaps: [24] }).map((person) => ({
      ...person,
      touches: person.visits.map(({ at }) => ({ at, tacticId: "strip", arm: "exposed", variantId: "", device: "" })),
    }));
    expect(visitTimingReport(all, options)).toMatchObject({ undetermined: { code: "too-few-visits" } });
    const onlyLater = all.map((person) => ({ ...person, touches: person.touches.slice(1) }));
    expect(visitTimingReport(onlyLater, options)).toMatchObject({ undetermined: { code: "no-overlap" } });
  });

  it("compares variants, which chance assigned, with each other", () => {
    const people = drawVisits(createRng("variants"), 1500, { confounding: 0, effect: () => 0.2, gaps: [24] }).map(
      (person, i) => ({
        ...person,
        touches: person.touches.map((touch) => ({ ...touch, variantId: i % 2 === 0 ? "at once" : "next day" })),
      }),
    );
    const { variants } = determined(visitTimingReport(people, options));
    const { groups, differ } = determined(variants);
    expect(groups.map(({ group }) => group)).toEqual(["next day"]);
    expectNear(determined(groups[0]!.effect), 0);
    expect(determined(differ).degreesOfFreedom).toBe(1);
  });
});
