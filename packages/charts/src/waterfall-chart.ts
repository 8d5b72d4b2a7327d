import { axisTicks } from "./axis-ticks.ts";
import { element, escapeText } from "./svg-element.ts";

export interface WaterfallChart {
  title: string;
  /** In order; the last bar, the total, is added by the chart. */
  steps: readonly { label: string; amount: number }[];
  totalLabel: string;
  format: (value: number) => string;
  width?: number;
}

const ROW_HEIGHT = 28;
const LABEL_WIDTH = 190;
const FOOT = 30;
const AIR = 90;
const colors = { gain: "#1a7f4b", loss: "#b3261e", total: "#4a5568" } as const;

/** From nothing to a total, step by step: each bar begins where the one above ends. SVG text. */
export function waterfallChart({ title, steps, totalLabel, format, width = 720 }: WaterfallChart): string {
  let running = 0;
  const bars = steps.map(({ label, amount }) => {
    const from = running;
    running += amount;
    return { label, from, to: running, amount, color: amount < 0 ? colors.loss : colors.gain };
  });
  const rows = [...bars, { label: totalLabel, from: 0, to: running, amount: running, color: colors.total }];
  const ends = rows.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const x = (value: number) =>
    LABEL_WIDTH + AIR + ((value - low) / (high - low || 1)) * (width - LABEL_WIDTH - 2 * AIR);
  const bottom = rows.length * ROW_HEIGHT + 2;
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
      element("line", { x1: x(tick), x2: x(tick), y1: 0, y2: bottom, stroke: tick === 0 ? "#1f2937" : "#e2e8f0" }),
      text(x(tick), bottom + 16, "middle", format(tick)),
    ]),
    ...rows.map(({ label, from, to, amount, color }, i) => {
      const y = i * ROW_HEIGHT + ROW_HEIGHT / 2;
      const [left, right] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))];
      return [
        text(0, y + 4, "start", label),
        element("rect", { x: left, y: y - 9, width: Math.max(1, right - left), height: 18, fill: color }),
        text(right + 4, y + 4, "start", format(amount)),
        i === rows.length - 1
          ? ""
          : element("line", {
              x1: x(to),
              x2: x(to),
              y1: y + 9,
              y2: y + ROW_HEIGHT - 9,
              stroke: "#4a5568",
              "stroke-dasharray": "2 2",
            }),
      ].join("");
    }),
  );
}

function text(x: number, y: number, anchor: string, content: string): string {
  return element("text", { x, y, "text-anchor": anchor, "font-size": 11.5, fill: "#1f2937" }, escapeText(content));
}
