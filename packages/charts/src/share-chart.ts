import { axisTicks } from "./axis-ticks.ts";
import { element, escapeText } from "./svg-element.ts";

/** A share of a whole, and the larger one that contains it. */
export interface ShareRow {
  label: string;
  inner: number;
  outer: number;
}

export interface ShareChart {
  title: string;
  rows: readonly ShareRow[];
  /** What the dark and the pale part of a bar mean. */
  innerLabel: string;
  outerLabel: string;
  width?: number;
}

const ROW_HEIGHT = 24;
const LABEL_WIDTH = 250;
const FOOT = 46;

/** Bars from 0 to 100 %, each with a dark part inside a pale one. SVG text. */
export function shareChart({ title, rows, innerLabel, outerLabel, width = 720 }: ShareChart): string {
  const most = Math.max(0.05, ...rows.map(({ outer, inner }) => Math.max(outer, inner)));
  const x = (share: number) => LABEL_WIDTH + (Math.max(0, share) / most) * (width - LABEL_WIDTH - 60);
  const bottom = rows.length * ROW_HEIGHT + 2;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const bar = (share: number, y: number, fill: string) =>
    element("rect", { x: x(0), y: y - 7, width: x(share) - x(0), height: 14, fill });
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
    ...axisTicks(0, most).flatMap((tick) => [
      element("line", { x1: x(tick), x2: x(tick), y1: 0, y2: bottom, stroke: "#e2e8f0" }),
      text(x(tick), bottom + 14, "middle", percent(tick)),
    ]),
    ...rows.flatMap(({ label, inner, outer }, i) => {
      const y = i * ROW_HEIGHT + ROW_HEIGHT / 2;
      return [
        text(0, y + 4, "start", label),
        bar(outer, y, "#93b4d8"),
        bar(inner, y, "#2563a8"),
        text(x(Math.max(inner, outer)) + 4, y + 4, "start", percent(outer)),
      ];
    }),
    element("rect", { x: LABEL_WIDTH, y: bottom + 26, width: 10, height: 10, fill: "#2563a8" }),
    text(LABEL_WIDTH + 16, bottom + 35, "start", innerLabel),
    element("rect", { x: LABEL_WIDTH + 180, y: bottom + 26, width: 10, height: 10, fill: "#93b4d8" }),
    text(LABEL_WIDTH + 196, bottom + 35, "start", outerLabel),
  );
}

function text(x: number, y: number, anchor: string, content: string): string {
  return element("text", { x, y, "text-anchor": anchor, "font-size": 11.5, fill: "#1f2937" }, escapeText(content));
}
