import { expect, it } from "vitest";
import { triangleChart } from "./triangle-chart.ts";

it("a triangle has a cell for each number that is known, darkest where it is greatest, and says every one", () => {
  const svg = triangleChart({
    title: "Retention & more",
    rows: [
      { label: "2026-01", values: [0.5, 0.25, null] },
      { label: "2026-02 <new>", values: [0.4, null, null] },
    ],
    formatX: (period) => `month ${period}`,
    format: (value) => `${100 * value} %`,
  });
  expect(svg.match(/<rect/g)).toHaveLength(3);
  expect(svg).toContain("<title>Retention &amp; more</title>");
  expect(svg).toContain("<title>2026-02 &lt;new&gt;, month 1: 40 %</title>");
  // 0.06 + 0.84 of the greatest, and half of it.
  expect(svg).toContain('fill-opacity="0.9"');
  expect(svg).toContain('fill-opacity="0.48"');
  expect(svg).not.toContain("NaN");
});

it("an empty one is drawn without numbers that are none", () => {
  const svg = triangleChart({ title: "", rows: [], formatX: String, format: String });
  expect(svg).not.toMatch(/NaN|Infinity/);
});
