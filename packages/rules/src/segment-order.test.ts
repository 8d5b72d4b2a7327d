import { describe, expect, it } from "vitest";
import { segmentOrder } from "./segment-order.ts";

describe("segmentOrder", () => {
  it("puts a segment after those it asks about, however deep the question stands", () => {
    const order = segmentOrder(
      {
        vip: { all: [{ segment: "loyal" }, { not: { any: [{ segment: "staff" }, { visitor: "new" }] } }] },
        loyal: { event: "Order Completed", atLeast: 3 },
        staff: { trait: "staff", is: true },
      },
      "segments",
    );
    expect(order).toEqual({ ok: true, order: ["loyal", "staff", "vip"] });
  });

  it("refuses a circle and names it", () => {
    const order = segmentOrder(
      { a: { segment: "b" }, b: { not: { segment: "c" } }, c: { segment: "b" }, d: { visitor: "new" } },
      "segments",
    );
    expect(order).toEqual({
      ok: false,
      path: "segments.b",
      message: "asks about itself in a circle: b → c → b",
    });
  });

  it("refuses a segment that is not declared, with the one that was probably meant", () => {
    const order = segmentOrder({ loyal: { visitor: "returning" }, vip: { segment: "loyl" } }, "segments");
    expect(order).toMatchObject({ ok: false, path: "segments.vip" });
    expect(order).toHaveProperty("message", "asks about segment loyl, which is not declared; did you mean loyal?");
  });
});
