import { expect, test } from "vitest";
import { quantityFormat } from "./quantity-words.ts";

test("a share is written as percent, in sliders, bars and tables alike", () => {
  expect(quantityFormat({ path: "baseline.funnels[0].marginRate", low: 0.25, high: 0.45 })(0.35)).toBe("35.0%");
  expect(quantityFormat({ path: "tactics.lists.lifts.orderValue", low: -0.01, high: 0.09 })(0.04)).toBe("4.0%");
});

test("a small price and a factor are no shares, and amounts have their thousands", () => {
  expect(quantityFormat({ path: "costs.usage[0].price", low: 0.0001, high: 0.0005 })(0.0002)).toBe("0.0002");
  expect(quantityFormat({ path: "calibration", low: 0.05, high: 1.4 })(0.784)).toBe("0.784");
  expect(quantityFormat({ path: "costs.engineeringOnce", low: 20_000, high: 70_000 })(40_000)).toBe("40,000");
  expect(quantityFormat({ path: "costs.upkeep.perYear", low: 1_000, high: 3_333 })(999.9999)).toBe("1,000");
});
