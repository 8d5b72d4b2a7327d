import { describe, expect, it } from "vitest";
import { columnsOf, parseMetricSpec } from "./metric-spec.ts";

describe("parseMetricSpec", () => {
  it("reads means, proportions, ratios, quantiles and directions", () => {
    expect(parseMetricSpec("converted")).toMatchObject({ name: "converted", kind: "auto", column: "converted" });
    expect(parseMetricSpec("rate=converted:proportion")).toMatchObject({ name: "rate", kind: "proportion" });
    expect(parseMetricSpec("aov=revenue/orders")).toMatchObject({
      kind: "ratio",
      column: "revenue",
      denominator: "orders",
    });
    expect(parseMetricSpec("load=ms:p90:decrease")).toMatchObject({
      kind: "quantile",
      share: 0.9,
      direction: "decrease",
    });
    expect(columnsOf(parseMetricSpec("aov=revenue/orders"))).toEqual(["revenue", "orders"]);
  });

  it("says how to write what it does not understand", () => {
    for (const text of ["", "=x", "a=", "a=b/", "a=b/c/d", "a=b:p0", "a=b:p100", "a=b:median", "a=b/c:p90"]) {
      expect(() => parseMetricSpec(text)).toThrow("Write name=COL");
    }
  });
});
