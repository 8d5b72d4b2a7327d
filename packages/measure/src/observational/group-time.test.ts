import { readFileSync } from "node:fs";
import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { describe, expect, it } from "vitest";
import { expectClose, readCsv } from "../reference.suite.ts";
import {
  calendarAggregate,
  dynamicAggregate,
  groupAggregate,
  preTrendTest,
  simpleAggregate,
  simultaneousCritical,
} from "./aggregate-group-time.ts";
import { type ControlGroup, groupTimeEffects, influenceError } from "./group-time-effects.ts";
import { balancedPanel } from "./panel.ts";

interface Reference {
  cells: number[][];
  simple: number[];
  dynamic: number[][];
  group: number[][];
}
const reference = JSON.parse(
  readFileSync(new URL("../../reference/group-time.reference.json", import.meta.url), "utf8"),
) as Record<string, Reference>;

const rows = readCsv("mpdta-staggered-did/mpdta.csv");
if (rows === null) console.warn("skipped: mpdta is not on this machine (set ATTUNE_DATA)");

function mpdta(control: ControlGroup, withCovariate: boolean) {
  const numbers = (name: string) => Float64Array.from(rows!, (row) => Number(row[name]));
  const panel = balancedPanel({
    unit: rows!.map((row) => row.countyreal!),
    time: numbers("year"),
    outcome: numbers("lemp"),
  });
  if (isUndetermined(panel)) throw new Error(panel.undetermined.reason);
  const width = panel.periods.length;
  const groupOf = Float64Array.from(
    panel.units,
    (_, i) => Number(rows![panel.rowOf[i * width]!]!["first.treat"]) || Number.POSITIVE_INFINITY,
  );
  const lpop = Float64Array.from(panel.rowOf, (row) => Number(rows![row]!.lpop));
  return groupTimeEffects({ panel, groupOf, control, covariates: withCovariate ? [lpop] : [] });
}

describe.skipIf(rows === null)("groupTimeEffects on mpdta", () => {
  it.each([
    ["never", false],
    ["never", true],
    ["not-yet", false],
    ["not-yet", true],
  ] as const)(
    "control %s, covariate %s: every cell and aggregate with its error agrees with diff-diff",
    (control, withCovariate) => {
      const study = mpdta(control, withCovariate);
      // diff-diff stops its logit early; the next test has one cell at its optimum.
      const close = (actual: number, value: number) =>
        expect(Math.abs(actual - value)).toBeLessThan(withCovariate ? 2e-5 : 1e-9);
      const expected = reference[`${control}/${withCovariate ? "lpop" : "none"}`]!;
      expect(study.effects.map((cell) => [cell.group, cell.time])).toEqual(expected.cells.map(([g, t]) => [g, t]));
      study.effects.forEach((cell, i) => {
        close(cell.effect, expected.cells[i]![2]!);
        close(influenceError(cell.influence), expected.cells[i]![3]!);
      });
      const simple = simpleAggregate(study);
      close(simple.effect, expected.simple[0]!);
      close(influenceError(simple.influence), expected.simple[1]!);
      dynamicAggregate(study).parts.forEach((part, i) => {
        close(part.at, expected.dynamic[i]![0]!);
        close(part.effect, expected.dynamic[i]![1]!);
        close(influenceError(part.influence), expected.dynamic[i]![2]!);
      });
      groupAggregate(study).parts.forEach((part, i) => {
        close(part.effect, expected.group[i]![1]!);
        close(influenceError(part.influence), expected.group[i]![2]!);
      });
    },
  );

  it("gives the doubly robust effect of one cell at the optimum of its logit", () => {
    expectClose(mpdta("never", true).effects[0]!.effect, reference.optimal2004 as unknown as number, 1e-9);
  });

  it("gives the published cells, event study and analytic error (anchors 57, 58, 60 and 62)", () => {
    const study = mpdta("never", false);
    const cell = (group: number, time: number) =>
      study.effects.find((one) => one.group === group && one.time === time)!;
    const of2004 = [-0.010503246220962381, -0.07042315810314674, -0.1372587388894032, -0.10081136308540416];
    of2004.forEach((effect, t) => {
      expectClose(cell(2004, 2004 + t).effect, effect);
    });
    expectClose(cell(2006, 2006).effect, -0.004594606952863036);
    expectClose(cell(2006, 2007).effect, -0.04122447154621747);
    expectClose(cell(2007, 2007).effect, -0.026054410719196626);
    expectClose(influenceError(cell(2007, 2007).influence), 0.016655435349252172);
    const since = dynamicAggregate(study).parts.filter(({ at }) => at >= 0);
    const events = [-0.019931816789259305, -0.050957367065193895, -0.1372587388894032, -0.10081136308540417];
    since.forEach(({ effect }, e) => {
      expectClose(effect, events[e]!);
    });
    expect(since).toHaveLength(4);
  });

  it("gives the published aggregates, event study and pre-trend test", () => {
    const study = mpdta("never", false);
    expectClose(simpleAggregate(study).effect, -0.03995127515517632);
    expectClose(groupAggregate(study).overall.effect, -0.031018282228748438);
    expectClose(dynamicAggregate(study).overall.effect, -0.07723982145731514);
    expectClose(calendarAggregate(study).overall.effect, -0.04170043213128222);
    const test = preTrendTest(study)!;
    expectClose(test.statistic, 7.79123662720035);
    expectClose(test.degreesOfFreedom, 5);
    expectClose(test.pValue, 0.1681224949238769);
  });

  it("tests one earlier change as Welch does, exactly", () => {
    // Six units, three periods, treated from the third: the change from the first to the second, by hand.
    const changes = { treated: [1, 2, 4], control: [0, 1, -1] };
    const outcome = [...changes.treated, ...changes.control].flatMap((change) => [0, change, change]);
    const panel = {
      units: [..."abcdef"],
      periods: Float64Array.of(1, 2, 3),
      outcome: Float64Array.from(outcome),
      rowOf: new Int32Array(18),
      droppedUnits: 0,
    };
    const groupOf = Float64Array.from([3, 3, 3, ...Array<number>(3).fill(Number.POSITIVE_INFINITY)]);
    const { smallSample } = preTrendTest(groupTimeEffects({ panel, groupOf, control: "never" }))!;
    // Welch's t of [1, 2, 4] and [0, 1, -1]: means 7/3 and 0, squared errors (7/3)/3 and 1/3, df by Satterthwaite.
    expectClose(smallSample.f, 2.2135943621178655 ** 2);
    expectClose(smallSample.denominatorDegreesOfFreedom, 3.4482758620689653);
  });

  it("has a simultaneous band wider than the pointwise and narrower than Bonferroni's", () => {
    const critical = simultaneousCritical(dynamicAggregate(mpdta("never", false)).parts, createRng(1));
    // z of 1 − 0.025/7, for seven event times.
    expect(critical).toBeGreaterThan(1.96);
    expect(critical).toBeLessThan(2.69);
  });
});

describe("balancedPanel", () => {
  it("leaves units out that lack a period or an outcome, and counts them", () => {
    const panel = balancedPanel({
      unit: ["a", "a", "b", "c", "c"],
      time: Float64Array.of(2, 1, 1, 1, 2),
      outcome: Float64Array.of(4, 3, 1, 1, Number.NaN),
    });
    expect(panel).toMatchObject({ units: ["a"], droppedUnits: 2, outcome: Float64Array.of(3, 4) });
  });

  it("is undetermined where a unit stands twice in a period", () => {
    const panel = balancedPanel({ unit: ["a", "a"], time: Float64Array.of(1, 1), outcome: Float64Array.of(3, 4) });
    expect(panel).toMatchObject({ undetermined: { code: "duplicate-rows" } });
  });
});
