import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { domainOf, layoutInterval, ticksOf } from "./interval-scale.ts";

describe("domainOf", () => {
  test("holds zero and all ends, with 6 % of air", () => {
    // Ends 0 and 10, so the span is 10 and the air 0.6.
    expect(domainOf([{ estimate: 5, interval: [2, 10] }])).toEqual([-0.6, 10.6]);
  });

  test("of nothing is a plain stretch around zero", () => {
    expect(domainOf([])).toEqual([-1, 1]);
    expect(domainOf([{ estimate: 0, interval: [0, 0] }])).toEqual([-1, 1]);
  });

  test("an unbounded end does not stretch it", () => {
    expect(domainOf([{ estimate: 5, interval: [0, null] }])).toEqual([-0.3, 5.3]);
  });

  test("one vague interval does not flatten the others", () => {
    const clear = { estimate: 0.1, interval: [0.05, 0.15] as const };
    const [, high] = domainOf([clear, clear, { estimate: 0.2, interval: [-90, 90] }]);
    // Eight times the median reach of 0.15 is 1.2.
    expect(high).toBeLessThan(1.5);
  });

  test("always contains zero and every estimate", () => {
    const row = fc.record({
      estimate: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      interval: fc.tuple(
        fc.option(fc.double({ min: -1e7, max: 0, noNaN: true })),
        fc.option(fc.double({ min: 0, max: 1e7, noNaN: true })),
      ),
    });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const [low, high] = domainOf(rows);
        expect(low).toBeLessThan(high);
        expect(low).toBeLessThanOrEqual(0);
        expect(high).toBeGreaterThanOrEqual(0);
        for (const { estimate } of rows) {
          expect(estimate).toBeGreaterThanOrEqual(low);
          expect(estimate).toBeLessThanOrEqual(high);
        }
      }),
    );
  });
});

describe("layoutInterval", () => {
  test("maps values to percent of the width", () => {
    expect(layoutInterval(5, [0, 10], [-10, 10])).toEqual({
      from: 50,
      to: 100,
      at: 75,
      zero: 50,
      opensLeft: false,
      opensRight: false,
    });
  });

  test("an unbounded end reaches the edge and is open", () => {
    const layout = layoutInterval(5, [null, 8], [-10, 10]);
    expect(layout.from).toBe(0);
    expect(layout.opensLeft).toBe(true);
    expect(layout.opensRight).toBe(false);
  });

  test("what lies outside is clipped, open, and the estimate is not drawn", () => {
    const layout = layoutInterval(50, [20, 90], [-10, 10]);
    expect(layout).toMatchObject({ from: 100, to: 100, at: null, opensRight: true });
  });
});

describe("ticksOf", () => {
  test("are round and hold zero", () => {
    expect(ticksOf([-0.6, 10.6], 5)).toEqual([0, 5, 10]);
    expect(ticksOf([-0.11, 0.33], 4)).toEqual([0, 0.2]);
    expect(ticksOf([-0.12, 0.34], 5)).toEqual([-0.1, 0, 0.1, 0.2, 0.3]);
  });
});
