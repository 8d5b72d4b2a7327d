import { axisTicks } from "./axis-ticks.ts";
import { element, escapeText } from "./svg-element.ts";

/** One estimate with its interval; an end is null where it is unbounded, everything is where nothing could be estimated. */
export interface IntervalRow {
  label: string;
  estimate: number | null;
  low: number | null;
  high: number | null;
  tone: "good" | "bad" | "neutral";
  /** Shown instead of a mark where there is no estimate. */
  note?: string;
}

/** What the chart says as a whole, and how numbers are written on its axis. */
export interface IntervalChart {
  title: string;
  rows: readonly IntervalRow[];
  format: (value: number) => string;
  /** A second line beside zero, such as a non-inferiority margin. */
  reference?: { at: number; label: string };
  /** In units of the drawing; below 480 (a phone) labels stand above their rows instead of beside them. */
  width?: number;
}

const ROW_HEIGHT = 26;
const LABEL_WIDTH = 220;
const NARROW = 480;
/** On a phone: a row's height with its label above, and the air beside the axis. */
const TALL_ROW = 42;
const AIR = 12;
const FOOT = 34;
const tones = { good: "#1a7f4b", bad: "#b3261e", neutral: "#4a5568" } as const;

/** Estimates with their intervals on one axis through zero (a forest plot), as SVG text. The drawing carries a title for screen readers. */
export function intervalChart({ title, rows, format, reference, width = 720 }: IntervalChart): string {
  const [low, high] = extent(rows, reference?.at ?? 0);
  const narrow = width < NARROW;
  const left = narrow ? AIR : LABEL_WIDTH;
  const right = width - 16;
  const rowHeight = narrow ? TALL_ROW : ROW_HEIGHT;
  const x = (value: number) => left + ((value - low) / (high - low)) * (right - left);
  const height = rows.length * rowHeight + FOOT;
  const bottom = rows.length * rowHeight + 4;
  const ticks = axisTicks(low, high, narrow ? 4 : undefined).flatMap((tick) => [
    element("line", { x1: x(tick), x2: x(tick), y1: 0, y2: bottom, stroke: tick === 0 ? "#1f2937" : "#e2e8f0" }),
    element(
      "text",
      { x: x(tick), y: bottom + 16, "text-anchor": "middle", "font-size": 11, fill: "#4a5568" },
      escapeText(format(tick)),
    ),
  ]);
  const line =
    reference === undefined
      ? []
      : [
          element("line", {
            x1: x(reference.at),
            x2: x(reference.at),
            y1: 0,
            y2: bottom,
            stroke: "#b45309",
            "stroke-dasharray": "4 3",
          }),
          element(
            "text",
            { x: x(reference.at), y: bottom + 29, "text-anchor": "middle", "font-size": 10, fill: "#b45309" },
            escapeText(reference.label),
          ),
        ];
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
    ...ticks,
    ...line,
    ...rows.flatMap((row, i) => {
      const y = i * rowHeight + (narrow ? TALL_ROW - 11 : ROW_HEIGHT / 2 + 2);
      const label = { x: 0, y: narrow ? y - 14 : y + 4, "font-size": 12, fill: "#1f2937" };
      // On a phone axis lines run behind the label.
      const halo = narrow ? { stroke: "#fff", "stroke-width": 4, "paint-order": "stroke" } : {};
      return [element("text", { ...label, ...halo }, escapeText(row.label)), drawRow(row, y, x, [low, high], left)];
    }),
  );
}

function drawRow(
  row: IntervalRow,
  y: number,
  x: (value: number) => number,
  [low, high]: [number, number],
  left: number,
): string {
  if (row.estimate === null) {
    return element(
      "text",
      { x: left, y: y + 4, "font-size": 11, fill: "#4a5568", "font-style": "italic" },
      escapeText(row.note ?? ""),
    );
  }
  const color = tones[row.tone];
  const from = x(row.low ?? low);
  const to = x(row.high ?? high);
  return [
    element("line", { x1: from, x2: to, y1: y, y2: y, stroke: color, "stroke-width": 2 }),
    row.low === null ? arrow(from, y, -1, color) : cap(from, y, color),
    row.high === null ? arrow(to, y, 1, color) : cap(to, y, color),
    element("circle", { cx: x(row.estimate), cy: y, r: 4, fill: color }),
  ].join("");
}

function cap(x: number, y: number, color: string): string {
  return element("line", { x1: x, x2: x, y1: y - 5, y2: y + 5, stroke: color, "stroke-width": 2 });
}

/** An unbounded end. */
function arrow(x: number, y: number, direction: 1 | -1, color: string): string {
  return element("path", { d: `M${x} ${y} l${-7 * direction} -5 v10 z`, fill: color });
}

/** Every finite end, the estimates, zero and the reference, with some air; unbounded ends reach the edge. */
function extent(rows: readonly IntervalRow[], reference: number): [number, number] {
  const values = rows.flatMap(({ estimate, low, high }) => [estimate, low, high]).filter((value) => value !== null);
  const low = Math.min(0, reference, ...values);
  const high = Math.max(0, reference, ...values);
  const air = 0.06 * (high - low || 1);
  return [low - air, high + air];
}
