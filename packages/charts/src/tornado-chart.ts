import { axisTicks } from "./axis-ticks.ts";
import { element, escapeText } from "./svg-element.ts";

/** What becomes of the result at the low and at the high end of one input. */
export interface TornadoRow {
  label: string;
  atLow: number;
  atHigh: number;
  /** The ends of the input, as they are to be read. */
  low: string;
  high: string;
}

export interface TornadoChart {
  title: string;
  /** The result with every input at its middle. */
  center: number;
  rows: readonly TornadoRow[];
  format: (value: number) => string;
  width?: number;
}

const ROW_HEIGHT = 28;
const LABEL_WIDTH = 250;
const FOOT = 34;
const AIR = 52;

/** One bar an input, from the result at its low end (pale) to that at its high end (dark), through the central result. SVG text. */
export function tornadoChart({ title, center, rows, format, width = 720 }: TornadoChart): string {
  const values = [center, ...rows.flatMap(({ atLow, atHigh }) => [atLow, atHigh])];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = high - low || 1;
  const x = (value: number) => LABEL_WIDTH + AIR + ((value - low) / span) * (width - LABEL_WIDTH - 2 * AIR);
  const bottom = rows.length * ROW_HEIGHT + 4;
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${rows.length * ROW_HEIGHT + FOOT}`,
      width: "100%",
      role: "img",
      "font-family": "system-ui, sans-serif",
    },
    element("title", {}, escapeText(title)),
    ...axisTicks(low, high).flatMap((tick) => [
      element("line", { x1: x(tick), x2: x(tick), y1: 0, y2: bottom, stroke: tick === 0 ? "#b3261e" : "#e2e8f0" }),
      text(x(tick), bottom + 16, "middle", 11, format(tick)),
    ]),
    ...rows.map((row, i) => drawRow(row, center, i * ROW_HEIGHT + ROW_HEIGHT / 2, x)),
    element("line", { x1: x(center), x2: x(center), y1: 0, y2: bottom, stroke: "#1f2937", "stroke-width": 1.5 }),
  );
}

function drawRow(
  { label, atLow, atHigh, low, high }: TornadoRow,
  center: number,
  y: number,
  x: (v: number) => number,
): string {
  const bar = (to: number, fill: string) =>
    element("rect", { x: Math.min(x(center), x(to)), y: y - 8, width: Math.abs(x(to) - x(center)), height: 16, fill });
  const rising = atHigh >= atLow;
  const [left, right] = rising ? [atLow, atHigh] : [atHigh, atLow];
  const [leftText, rightText] = rising ? [low, high] : [high, low];
  return [
    text(0, y + 4, "start", 12, label),
    bar(atLow, "#93b4d8"),
    bar(atHigh, "#2563a8"),
    text(Math.min(x(left), x(center)) - 4, y + 4, "end", 10, leftText),
    text(Math.max(x(right), x(center)) + 4, y + 4, "start", 10, rightText),
  ].join("");
}

function text(x: number, y: number, anchor: string, size: number, content: string): string {
  return element("text", { x, y, "text-anchor": anchor, "font-size": size, fill: "#1f2937" }, escapeText(content));
}
