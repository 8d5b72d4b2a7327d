import { axisTicks } from "./axis-ticks.ts";
import { element, escapeText } from "./svg-element.ts";

/** A value that is not known yet: its middle, and ranges around it, the widest first. */
export interface FanPoint {
  x: number;
  middle: number;
  ranges: readonly (readonly [number, number])[];
}

export interface FanChart {
  title: string;
  points: readonly FanPoint[];
  formatX: (value: number) => string;
  formatY: (value: number) => string;
  /** A value that the axis always shows, such as 0 for money. */
  reference?: number;
  /** In units of the drawing; below 480 (a phone) the axis has fewer numbers. */
  width?: number;
  height?: number;
}

const flatShare = 1e-9;
const MARGIN = { left: 84, right: 16, top: 10, bottom: 28 };
const NARROW = 480;

/** What may come, spreading over time: the middle as a line, its ranges as bands about it. SVG text. */
export function fanChart({ title, points, formatX, formatY, reference, width = 720, height = 260 }: FanChart): string {
  const xs = points.map((point) => point.x);
  const ys = points.flatMap(({ middle, ranges }) => [middle, ...ranges.flat()]).concat(reference ?? []);
  const [x0, x1] = xs.length === 0 ? [0, 1] : [Math.min(...xs), Math.max(...xs)];
  const [low, high] = ys.length === 0 ? [0, 1] : [Math.min(...ys), Math.max(...ys)];
  // What differs by the last digits of a computation is one value: enlarged, it would look like movement.
  const isFlat = high - low <= flatShare * Math.max(Math.abs(low), Math.abs(high));
  const air = 0.05 * (isFlat ? Math.abs(high) || 1 : high - low);
  const [y0, y1] = [low - air, high + air];
  const x = (value: number) => MARGIN.left + ((value - x0) / (x1 - x0 || 1)) * (width - MARGIN.left - MARGIN.right);
  const y = (value: number) =>
    height - MARGIN.bottom - ((value - y0) / (y1 - y0)) * (height - MARGIN.top - MARGIN.bottom);
  const bands = Math.max(0, ...points.map(({ ranges }) => ranges.length));
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width: "100%",
      role: "img",
      "font-family": "system-ui, sans-serif",
    },
    element("title", {}, escapeText(title)),
    ...axisTicks(y0, y1).flatMap((tick) => [
      element("line", {
        x1: MARGIN.left,
        x2: width - MARGIN.right,
        y1: y(tick),
        y2: y(tick),
        stroke: tick === 0 ? "#1f2937" : "#e2e8f0",
      }),
      label(MARGIN.left - 6, y(tick) + 4, "end", formatY(tick)),
    ]),
    ...axisTicks(x0, x1, width < NARROW ? 3 : 6).map((tick) =>
      label(x(tick), height - MARGIN.bottom + 16, "middle", formatX(tick)),
    ),
    ...Array.from({ length: bands }, (_, band) => drawBand(points, band, x, y)),
    drawMiddle(points, x, y),
  );
}

function drawBand(
  points: readonly FanPoint[],
  band: number,
  x: (v: number) => number,
  y: (v: number) => number,
): string {
  const edges = points.flatMap((point) => {
    const range = point.ranges[band];
    return range === undefined ? [] : [{ at: x(point.x), low: y(range[0]), high: y(range[1]) }];
  });
  if (edges.length < 2) return "";
  const upper = edges.map(({ at, high }) => `${at.toFixed(2)},${high.toFixed(2)}`);
  const lower = edges.map(({ at, low }) => `${at.toFixed(2)},${low.toFixed(2)}`).reverse();
  return element("polygon", { points: [...upper, ...lower].join(" "), fill: "#2563a8", "fill-opacity": 0.18 });
}

function drawMiddle(points: readonly FanPoint[], x: (v: number) => number, y: (v: number) => number): string {
  if (points.length === 1)
    return element("circle", { cx: x(points[0]!.x), cy: y(points[0]!.middle), r: 4, fill: "#2563a8" });
  const d = points
    .map((point, i) => `${i === 0 ? "M" : "L"}${x(point.x).toFixed(2)} ${y(point.middle).toFixed(2)}`)
    .join("");
  return d === "" ? "" : element("path", { d, fill: "none", stroke: "#2563a8", "stroke-width": 2 });
}

function label(x: number, y: number, anchor: string, content: string): string {
  return element("text", { x, y, "text-anchor": anchor, "font-size": 11, fill: "#4a5568" }, escapeText(content));
}
