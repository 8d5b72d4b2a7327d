import { element, escapeText } from "./svg-element.ts";

/** One group of people, by the periods since it came; null where a period has not come, or nothing is known of it. */
export interface TriangleRow {
  label: string;
  values: readonly (number | null)[];
}

export interface TriangleChart {
  title: string;
  rows: readonly TriangleRow[];
  /** What a column is: `month 3`. */
  formatX: (period: number) => string;
  format: (value: number) => string;
  width?: number;
}

const ROW_HEIGHT = 20;
const LABEL_WIDTH = 150;
const HEAD = 22;
/** Cells narrower than this have no room for their number; the number is in their title then. */
const NARROWEST = 36;

/** Groups in rows, periods in columns, darker where more: how each group holds up. Every cell says its number. SVG text. */
export function triangleChart({ title, rows, formatX, format, width = 720 }: TriangleChart): string {
  const columns = Math.max(1, ...rows.map(({ values }) => values.length));
  const cell = (width - LABEL_WIDTH) / columns;
  const most = Math.max(Number.MIN_VALUE, ...rows.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const every = Math.ceil(60 / cell);
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${HEAD + rows.length * ROW_HEIGHT}`,
      width: "100%",
      role: "img",
      "font-family": "system-ui, sans-serif",
    },
    element("title", {}, escapeText(title)),
    ...Array.from({ length: columns }, (_, k) =>
      k % every === 0 ? text(LABEL_WIDTH + (k + 0.5) * cell, HEAD - 8, "middle", formatX(k + 1), "#4a5568") : "",
    ),
    ...rows.flatMap(({ label, values }, row) => {
      const top = HEAD + row * ROW_HEIGHT;
      return [
        text(0, top + 14, "start", label, "#1f2937"),
        ...values.map((value, k) => {
          if (value === null) return "";
          const share = Math.max(0, value) / most;
          const said = format(value);
          return element(
            "g",
            {},
            element("title", {}, escapeText(`${label}, ${formatX(k + 1)}: ${said}`)),
            element("rect", {
              x: LABEL_WIDTH + k * cell,
              y: top,
              width: Math.max(0, cell - 1),
              height: ROW_HEIGHT - 1,
              fill: "#2563a8",
              "fill-opacity": String(Math.round(100 * (0.06 + 0.84 * share)) / 100),
            }),
            cell < NARROWEST
              ? ""
              : text(LABEL_WIDTH + (k + 0.5) * cell, top + 14, "middle", said, share > 0.7 ? "#ffffff" : "#1f2937"),
          );
        }),
      ];
    }),
  );
}

function text(x: number, y: number, anchor: string, content: string, fill: string): string {
  return element("text", { x, y, "text-anchor": anchor, "font-size": 11, fill }, escapeText(content));
}
