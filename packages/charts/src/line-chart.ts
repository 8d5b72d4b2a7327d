import { axisTicks } from "./axis-ticks.ts";
import { element, escapeText } from "./svg-element.ts";

/** A line over x, with a band about it where `low` and `high` are given. */
export interface LineSeries {
  label: string;
  color: string;
  dashed?: boolean;
  points: readonly { x: number; y: number; low?: number; high?: number }[];
}

export interface LineChart {
  title: string;
  series: readonly LineSeries[];
  formatX: (value: number) => string;
  formatY: (value: number) => string;
  /** In units of the drawing; below 480 (a phone) the legend stands in lines and the axis has fewer numbers. */
  width?: number;
  height?: number;
}

const MARGIN = { left: 64, right: 16, top: 10, bottom: 44 };
const NARROW = 480;
const LEGEND_WIDTH = 190;
const LEGEND_LINE = 18;

/** Lines with bands on shared axes: cumulative effects with their sequences, boundaries of looks. SVG text. */
export function lineChart({ title, series, formatX, formatY, width = 720, height = 260 }: LineChart): string {
  const narrow = width < NARROW;
  const inLine = Math.max(1, Math.floor((width - MARGIN.left) / LEGEND_WIDTH));
  const further = LEGEND_LINE * (Math.ceil(series.length / inLine) - 1);
  const points = series.flatMap((one) => one.points);
  const xs = points.map((point) => point.x);
  const ys = points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]);
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = padded(Math.min(0, ...ys), Math.max(0, ...ys));
  const x = (value: number) => MARGIN.left + ((value - x0) / (x1 - x0 || 1)) * (width - MARGIN.left - MARGIN.right);
  const y = (value: number) =>
    height - MARGIN.bottom - ((value - y0) / (y1 - y0)) * (height - MARGIN.top - MARGIN.bottom);
  const ticks = [
    ...axisTicks(y0, y1).flatMap((tick) => [
      element("line", {
        x1: MARGIN.left,
        x2: width - MARGIN.right,
        y1: y(tick),
        y2: y(tick),
        stroke: tick === 0 ? "#1f2937" : "#e2e8f0",
      }),
      text(MARGIN.left - 6, y(tick) + 4, "end", formatY(tick)),
    ]),
    ...axisTicks(x0, x1, narrow ? 3 : 6).map((tick) => {
      // A label at the right edge would be cut off.
      const atEdge = x(tick) > width - 3 * MARGIN.right;
      return text(atEdge ? width - 2 : x(tick), height - MARGIN.bottom + 16, atEdge ? "end" : "middle", formatX(tick));
    }),
  ];
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height + further}`,
      width: "100%",
      role: "img",
      "font-family": "system-ui, sans-serif",
    },
    element("title", {}, escapeText(title)),
    ...ticks,
    ...series.map((one) => band(one, x, y)),
    ...series.map((one) => path(one, x, y)),
    ...series.map((one, i) =>
      legend(one, MARGIN.left + (i % inLine) * LEGEND_WIDTH, height - 8 + LEGEND_LINE * Math.floor(i / inLine)),
    ),
  );
}

function text(x: number, y: number, anchor: string, content: string): string {
  return element("text", { x, y, "text-anchor": anchor, "font-size": 11, fill: "#4a5568" }, escapeText(content));
}

function path({ points, color, dashed }: LineSeries, x: (v: number) => number, y: (v: number) => number): string {
  if (points.length === 1) return element("circle", { cx: x(points[0]!.x), cy: y(points[0]!.y), r: 4, fill: color });
  const d = points
    .map((point, i) => `${i === 0 ? "M" : "L"}${x(point.x).toFixed(2)} ${y(point.y).toFixed(2)}`)
    .join("");
  return element("path", {
    d,
    fill: "none",
    stroke: color,
    "stroke-width": 2,
    "stroke-dasharray": dashed === true ? "5 4" : null,
  });
}

function band({ points, color }: LineSeries, x: (v: number) => number, y: (v: number) => number): string {
  const edges = points.filter((point) => point.low !== undefined && point.high !== undefined);
  if (edges.length < 2) return "";
  const upper = edges.map((point) => `${x(point.x).toFixed(2)},${y(point.high!).toFixed(2)}`);
  const lower = edges.map((point) => `${x(point.x).toFixed(2)},${y(point.low!).toFixed(2)}`).reverse();
  return element("polygon", { points: [...upper, ...lower].join(" "), fill: color, "fill-opacity": 0.15 });
}

function legend({ label, color }: LineSeries, x: number, y: number): string {
  return element("rect", { x, y: y - 9, width: 10, height: 10, fill: color }) + text(x + 16, y, "start", label);
}

function padded(low: number, high: number): [number, number] {
  const air = 0.05 * (high - low || 1);
  return [low - air, high + air];
}
