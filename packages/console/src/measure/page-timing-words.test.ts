import { expect, test } from "vitest";
import { measuredWords } from "./page-timing-words.ts";

test("milliseconds become seconds where there are many; shifts have no unit", () => {
  expect(measuredWords("lcp_ms").format(2_449)).toBe("2.4 s");
  expect(measuredWords("slot_ms").format(151.4)).toBe("151 ms");
  expect(measuredWords("layout_shift").format(0.123)).toBe("0.12");
});

test("what this release does not know is told by its name", () => {
  expect(measuredWords("paint_ms")).toMatchObject({ words: "Paint ms", goodUntil: null });
  expect(measuredWords("constructor").words).toBe("Constructor");
});
