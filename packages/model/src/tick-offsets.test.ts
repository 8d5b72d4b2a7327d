import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstOffsetAt, partitionOfOffset, ticksBetween } from "./tick-offsets.ts";

const place = fc.record({ tick: fc.nat(1_000_000), partition: fc.nat(15), index: fc.nat(4_095) });

describe("offsets of several partitions", () => {
  it("begin at 1, as those of one log do", () => {
    expect(firstOffsetAt(0, 0, 1)).toBe(1);
    expect(firstOffsetAt(0, 0, 16)).toBe(1);
  });

  it("tell their partition, and are ordered by tick, then by partition, then as they were written", () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        const offsetOf = ({ tick, partition, index }: typeof a) => firstOffsetAt(tick, partition, 16) + index;
        expect(partitionOfOffset(offsetOf(a), 16)).toBe(a.partition);
        const order = a.tick - b.tick || a.partition - b.partition || a.index - b.index;
        expect(Math.sign(offsetOf(a) - offsetOf(b))).toBe(Math.sign(order));
      }),
    );
  });
});

describe("ticksBetween", () => {
  it("counts the ticks of the clock that all partitions share", () => {
    expect(ticksBetween(firstOffsetAt(4, 0, 3), firstOffsetAt(9, 0, 3), 3)).toBe(5);
    // A tick that has begun counts.
    expect(ticksBetween(firstOffsetAt(4, 2, 3), firstOffsetAt(5, 0, 3), 3)).toBe(1);
    expect(ticksBetween(7, 7, 3)).toBe(0);
  });
});
