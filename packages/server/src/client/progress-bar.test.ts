import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createProgressBar, progressText } from "./progress-bar.ts";

test.each([
  [
    { done: 50_000, total: null, share: 0.25, unit: "rows", seconds: 2 },
    "[██████                  ]  25 %  50,000 rows  25,000 rows/s  6 s left",
  ],
  [
    { done: 50, total: 200, share: 0.25, unit: "entries", seconds: 60 },
    "[██████                  ]  25 %  50 of 200 entries  3 min left",
  ],
  [{ done: 50_000, total: null, share: null, unit: "rows", seconds: 2 }, "50,000 rows  25,000 rows/s"],
  [{ done: 0, total: null, share: null, unit: "rows", seconds: 0 }, "0 rows"],
  [{ done: 0, total: null, share: null, unit: "studies", seconds: 6.2 }, "working, 7 s so far"],
  [
    { done: 200, total: 200, share: 1, unit: "rows", seconds: 10 },
    "[████████████████████████] 100 %  200 of 200 rows  20 rows/s",
  ],
])("progressText(%j) leaves out what is not known", (state, text) => {
  expect(progressText(state)).toBe(text);
});

test("a bar says nothing of what takes less than a second, and ends its line after more", () => {
  let now = 0;
  const output = new PassThrough();
  const bar = createProgressBar(Object.assign(output, { isTTY: true }), { unit: "rows", clock: () => now });
  now = 900;
  bar.update(10, 100);
  bar.end();
  expect(output.read()).toBeNull();
  now = 1_500;
  bar.update(50, 100);
  bar.end();
  expect(String(output.read())).toMatch(/50 %.*\n$/s);
});
