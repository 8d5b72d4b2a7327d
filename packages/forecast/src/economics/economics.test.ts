import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DatedFlow, datedInternalRate, datedPresentValue, internalRate } from "./internal-rate.ts";
import { monthlyRate, netPresentValue } from "./net-present-value.ts";
import { payback } from "./payback.ts";
import { acquisitionCost, annuityValue, customerLifetimeValue, returnOnInvestment, valueToCost } from "./returns.ts";

/** Within 1e-9 of a spreadsheet's number. */
function expectSame(actual: unknown, expected: number): void {
  expect(typeof actual).toBe("number");
  expect(Math.abs((actual as number) / expected - 1)).toBeLessThan(1e-9);
}

const undeterminedWith = (code: string) => ({ undetermined: expect.objectContaining({ code }) });

/** The example of Excel's help on XNPV and XIRR. */
const dated: DatedFlow[] = [
  [Date.UTC(2008, 0, 1), -10000],
  [Date.UTC(2008, 2, 1), 2750],
  [Date.UTC(2008, 9, 30), 4250],
  [Date.UTC(2009, 1, 15), 3250],
  [Date.UTC(2009, 3, 1), 2750],
].map(([at, amount]) => ({ at: at!, amount: amount! }));

describe("netPresentValue", () => {
  it("netPresentValue(rate, flows) equals NPV() of the examples in Excel's help", () => {
    expectSame(netPresentValue(0.1, [-10000, 3000, 4200, 6800]), 1188.4434123352216);
    expectSame(-40000 + netPresentValue(0.08, [8000, 9200, 10000, 12000, 14500]), 1922.0615549323647);
  });

  it("equal payments are an annuity", () => {
    expectSame(annuityValue(100, 12, 0.01), 1125.507747348463);
    expectSame(netPresentValue(0.01, new Array(12).fill(100)), 1125.507747348463);
    expect(annuityValue(100, 12, 0)).toBe(1200);
  });

  it("twelve months at monthlyRate(r) make a year at r", () => {
    expectSame((1 + monthlyRate(0.1)) ** 12, 1.1);
  });
});

describe("internalRate", () => {
  it("internalRate(flows) equals IRR() of the examples in Excel's help", () => {
    expectSame(internalRate([-70000, 12000, 15000, 18000, 21000]), -0.021244848273368006);
    expectSame(internalRate([-70000, 12000, 15000, 18000, 21000, 26000]), 0.08663094803671742);
  });

  it("dated flows equal XNPV() and XIRR() of the example in Excel's help", () => {
    expectSame(datedPresentValue(0.09, dated), 2086.647602031535);
    expectSame(datedInternalRate(dated), 0.3733625335188678);
  });

  it("is undetermined without an outflow, and where several rates qualify", () => {
    expect(internalRate([100, 100])).toEqual(undeterminedWith("one-sided-flows"));
    expect(internalRate([])).toEqual(undeterminedWith("one-sided-flows"));
    // (1 + r) of 1.1 and of 1.2 both solve −100 + 230/(1 + r) − 132/(1 + r)².
    expect(internalRate([-100, 230, -132])).toEqual(undeterminedWith("several-rates"));
    // −1 + 1/x − 1/x² has no real root.
    expect(internalRate([-1, 1, -1])).toEqual(undeterminedWith("no-rate"));
  });

  it("flows are worth nothing at their internal rate", () => {
    const flows = fc.tuple(
      fc.double({ min: 100, max: 1e6, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 40 }),
    );
    fc.assert(
      fc.property(flows, ([paid, later]) => {
        const rate = internalRate([-paid, ...later]);
        if (typeof rate !== "number") return;
        const scale = later.reduce((sum, flow, i) => sum + flow / (1 + rate) ** (i + 1), paid);
        expect(Math.abs(-paid + netPresentValue(rate, later))).toBeLessThan(1e-9 * scale);
      }),
      { numRuns: 200 },
    );
  });
});

describe("payback", () => {
  it("payback(flows) is the period within which the sum turns, by a straight line", () => {
    expect(payback([-100, 40, 40, 40])).toBe(2.5);
    expect(payback([-100, 50, 50])).toBe(2);
    expect(payback([10, 10])).toBe(0);
    // Back after one period, in debt again, back for good in the middle of the third.
    expect(payback([-100, 100, -50, 100])).toBe(2.5);
    expect(payback([-100, 50])).toEqual(undeterminedWith("not-paid-back"));
  });
});

describe("returns", () => {
  it("relate a gain to its cost, and say when there is none", () => {
    expect(returnOnInvestment(150, 100)).toBe(0.5);
    expect(returnOnInvestment(150, 0)).toEqual(undeterminedWith("no-cost"));
    expect(acquisitionCost(1000, 40)).toBe(25);
    expect(acquisitionCost(1000, 0)).toEqual(undeterminedWith("no-new-customers"));
    expect(valueToCost(90, 30)).toBe(3);
    expect(valueToCost(90, 0)).toEqual(undeterminedWith("no-acquisition-cost"));
  });

  it("customerLifetimeValue is the sum of what is left of a customer, period by period", () => {
    let sum = 20;
    for (let k = 1; k < 3000; k++) sum += 5 * 0.95 ** k * 1.008 ** -k;
    expectSame(customerLifetimeValue(20, 5, 0.05, 0.008), sum);
  });
});
