import { describe, expect, it } from "vitest";
import { axisTicks } from "./axis-ticks.ts";
import { intervalChart } from "./interval-chart.ts";
import { lineChart } from "./line-chart.ts";
import { element } from "./svg-element.ts";

/** Every tag that opens is closed, in order. */
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

describe("axisTicks", () => {
  it("axisTicks(low, high) are round and lie inside", () => {
    expect(axisTicks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(axisTicks(-0.13, 0.31)).toEqual([-0.1, 0, 0.1, 0.2, 0.3]);
    expect(axisTicks(2, 2)).toEqual([]);
  });
});

describe("intervalChart", () => {
  const percent = (value: number) => `${Math.round(100 * value)} %`;

  it("draws every row, arrows at unbounded ends, and a note where nothing could be estimated", () => {
    const svg = intervalChart({
      title: "Effects <all>",
      format: percent,
      reference: { at: -0.1, label: "margin" },
      rows: [
        { label: "a & b", estimate: 0.2, low: 0.1, high: null, tone: "good" },
        { label: "none", estimate: null, low: null, high: null, tone: "neutral", note: "too few units" },
      ],
    });
    expectWellFormed(svg);
    expect(svg).toContain("Effects &lt;all&gt;");
    expect(svg).toContain("a &amp; b");
    expect(svg).toContain("too few units");
    expect(svg.match(/<circle/g)).toHaveLength(1);
    expect(svg.match(/<path/g)).toHaveLength(1);
  });

  it("draws an empty chart and one whose values are all zero", () => {
    expectWellFormed(intervalChart({ title: "empty", rows: [], format: percent }));
    expectWellFormed(
      intervalChart({
        title: "zero",
        rows: [{ label: "z", estimate: 0, low: 0, high: 0, tone: "neutral" }],
        format: percent,
      }),
    );
  });
});

describe("charts of a phone's width", () => {
  it("put labels above their rows and the legend into lines, all within the drawing", () => {
    const rows = ["a name that is longer than half a phone", "b"].map((label) => ({
      label,
      estimate: 0.1,
      low: 0,
      high: 0.2,
      tone: "good" as const,
    }));
    const narrow = intervalChart({ title: "Effects", format: (value) => String(value), rows, width: 350 });
    const lines = lineChart({
      title: "Lines",
      formatX: String,
      formatY: String,
      width: 350,
      series: ["one", "two", "three"].map((label) => ({
        label,
        color: "#000",
        points: [1, 2, 3].map((x) => ({ x, y: x })),
      })),
    });
    for (const svg of [narrow, lines]) {
      expectWellFormed(svg);
      const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number);
      expect(width).toBe(350);
      for (const [, x, y] of svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"/g)) {
        expect(Number(x)).toBeLessThanOrEqual(width!);
        expect(Number(y)).toBeLessThanOrEqual(height!);
      }
    }
    expect(narrow).toContain('<text x="0" ');
  });
});

describe("lineChart", () => {
  it("draws lines with bands, and a single point as a dot", () => {
    const svg = lineChart({
      title: "Cumulative effect",
      formatX: String,
      formatY: String,
      series: [
        { label: "effect", color: "#000", points: [1, 2, 3].map((x) => ({ x, y: x / 10, low: 0, high: x / 5 })) },
        { label: "now", color: "#f00", points: [{ x: 3, y: 0.3 }] },
      ],
    });
    expectWellFormed(svg);
    expect(svg.match(/<polygon/g)).toHaveLength(1);
    expect(svg.match(/<circle/g)).toHaveLength(1);
  });
});

describe("element", () => {
  it("rounds numbers, escapes text and leaves null attributes out", () => {
    expect(element("g", { x: 1.23456, y: null, "data-a": '"<' })).toBe('<g x="1.23" data-a="&quot;&lt;"/>');
  });
});
