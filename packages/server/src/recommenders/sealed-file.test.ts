import { describe, expect, it } from "vitest";
import { isDamaged, sealOf } from "./sealed-file.ts";

/** As a table without entries is written. */
const nothing = new Uint8Array(new Uint32Array(0).buffer, 0, 0);
const parts = [Buffer.from("1234"), nothing, Buffer.from("56789"), nothing];

describe("a sealed file", () => {
  it("ends with the CRC-32 of its parts, 0xcbf43926 for the standard's check value", () => {
    expect(Buffer.from(sealOf(parts)).toString("hex")).toBe(`${Buffer.from("CRC1").toString("hex")}2639f4cb`);
  });

  it("is damaged when any bit of its parts or of its checksum is another", () => {
    const whole = Buffer.concat([...parts, sealOf(parts)]);
    expect(isDamaged(whole)).toBe(false);
    const bits = Array.from({ length: 8 * whole.byteLength }, (_, bit) => bit);
    const unnoticed = bits.filter((bit) => {
      const copy = Buffer.from(whole);
      copy[bit >> 3]! ^= 1 << (bit & 7);
      return !isDamaged(copy);
    });
    // Those of the mark: without it there is no seal, and the parts are what they were.
    expect(new Set(unnoticed.map((bit) => bit >> 3))).toEqual(new Set([9, 10, 11, 12]));
  });

  it("is taken as it is where there is no seal", () => {
    expect([isDamaged(Buffer.concat(parts)), isDamaged(Buffer.alloc(0))]).toEqual([false, false]);
  });
});
