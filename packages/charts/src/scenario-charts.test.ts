import { describe, expect, it } from "vitest";
import { fanChart } from "./fan-chart.ts";
import { shareChart } from "./share-chart.ts";
import { tornadoChart } from "./tornado-chart.ts";
import { waterfallChart } from "./waterfall-chart.ts";

/** Every tag that opens is closed, in order, and no number is broken. */
function expectWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, close, name, self] of svg.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)) {
    if (self === "/") continue;
    if (close === "/") expect(open.pop()).toBe(name);
    else open.push(name!);
  }
  expect(open).toEqual([]);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
}

/** x, y, width and fill of the bars, in order. */
const bars = (svg: string) =>
  [...svg.matchAll(/<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="[\d.]+" fill="([^"]+)"/g)].map(
    ([, x, , width, fill]) => ({
      from: Number(x),
      to: Number(x) + Number(width),
      fill,
    }),
  );

const text = String;

describe("fanChart", () => {
  it("draws a band for each range, and the middle as a line", () => {
    const points = [1, 2, 3].map((x) => ({
      x,
      middle: x,
      ranges: [
        [x - 2, x + 2],
        [x - 1, x + 1],
      ] as const,
    }));
    const svg = fanChart({ title: "a < b", points, formatX: text, formatY: text });
    expectWellFormed(svg);
    expect(svg.match(/<polygon/g)).toHaveLength(2);
    expect(svg.match(/<path/g)).toHaveLength(1);
    expect(svg).toContain("<title>a &lt; b</title>");
  });

  it("draws what differs by rounding alone as a flat line, not as movement", () => {
    const points = [257, 257.00000000000006, 257].map((y, x) => ({ x, middle: y, ranges: [[257, y]] as const }));
    const svg = fanChart({ title: "constant", points, formatX: text, formatY: text });
    const heights = [...svg.matchAll(/[\d.]+,([\d.]+)/g)].map(([, y]) => Number(y));
    expect(heights.length).toBeGreaterThan(5);
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(0.02);
  });

  it("draws a single point as a dot, and nothing without points", () => {
    const one = fanChart({
      title: "one",
      points: [{ x: 1, middle: 2, ranges: [[1, 3]] }],
      formatX: text,
      formatY: text,
    });
    expectWellFormed(one);
    expect(one.match(/<circle/g)).toHaveLength(1);
    expectWellFormed(fanChart({ title: "none", points: [], formatX: text, formatY: text }));
  });
});

describe("tornadoChart", () => {
  it("bars meet at the center, the pale one at the low end's side, whichever way the result goes", () => {
    const svg = tornadoChart({
      title: "t",
      center: 0,
      format: text,
      rows: [
        { label: "up", atLow: -10, atHigh: 10, low: "1", high: "2" },
        { label: "down", atLow: 5, atHigh: -5, low: "1", high: "2" },
      ],
    });
    expectWellFormed(svg);
    const [upLow, upHigh, downLow, downHigh] = bars(svg);
    expect(upLow!.to).toBeCloseTo(upHigh!.from, 1);
    expect(downHigh!.to).toBeCloseTo(downLow!.from, 1);
    expect(upHigh!.to - upHigh!.from).toBeCloseTo(2 * (downLow!.to - downLow!.from), 1);
  });

  it("draws inputs that move nothing", () => {
    expectWellFormed(
      tornadoChart({
        title: "t",
        center: 3,
        format: text,
        rows: [{ label: "x", atLow: 3, atHigh: 3, low: "1", high: "2" }],
      }),
    );
    expectWellFormed(tornadoChart({ title: "t", center: 3, format: text, rows: [] }));
  });
});

describe("waterfallChart", () => {
  it("each bar begins where the one above ends, and the last goes from nothing to the total", () => {
    const svg = waterfallChart({
      title: "w",
      totalLabel: "total",
      format: text,
      steps: [
        { label: "gain", amount: 100 },
        { label: "cost", amount: -40 },
      ],
    });
    expectWellFormed(svg);
    const [gain, cost, total] = bars(svg);
    expect(cost!.to).toBeCloseTo(gain!.to, 1);
    expect(total!.to).toBeCloseTo(cost!.from, 1);
    expect(total!.from).toBeCloseTo(gain!.from, 1);
    expect([gain!.fill, cost!.fill]).toEqual(["#1a7f4b", "#b3261e"]);
  });

  it("draws no steps at all", () => {
    expectWellFormed(waterfallChart({ title: "w", totalLabel: "total", format: text, steps: [] }));
  });
});

describe("shareChart", () => {
  it("draws the inner share inside the outer one; a share below zero has no width", () => {
    const svg = shareChart({
      title: "s",
      innerLabel: "alone",
      outerLabel: "with others",
      rows: [
        { label: "a", inner: 0.3, outer: 0.6 },
        { label: "b", inner: -0.01, outer: 0.02 },
      ],
    });
    expectWellFormed(svg);
    const [outer, inner, , none] = bars(svg);
    expect((inner!.to - inner!.from) / (outer!.to - outer!.from)).toBeCloseTo(0.5, 2);
    expect(none!.to - none!.from).toBe(0);
  });
});
