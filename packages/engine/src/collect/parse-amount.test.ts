import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { multiplyMicros } from "./multiply-micros.ts";
import { parseAmount } from "./parse-amount.ts";

describe("parseAmount", () => {
  it.each([
    ["19.99", 19_990_000],
    [19.99, 19_990_000],
    [0.1 + 0.2, 300_000],
    ["0.1", 100_000],
    [" 7 ", 7_000_000],
    ["-0.5", -500_000],
    ["+3", 3_000_000],
    [".5", 500_000],
    ["5.", 5_000_000],
    ["1e3", 1_000_000_000],
    [1e-7, 0],
    [6.5e-7, 1],
    ["1,234.50", 1_234_500_000],
    ["-0", 0],
    [-0, 0],
    ["9007199254.740991", 9_007_199_254_740_991],
  ])("reads %j exactly", (sent, micros) => {
    expect(parseAmount(sent)).toBe(micros);
  });

  it.each([
    ["0.0000005", 0],
    ["0.0000015", 2],
    ["0.0000025", 2],
    ["0.00000250001", 3],
    ["-0.0000015", -2],
  ])("rounds %s half-even at the sixth decimal", (sent, micros) => {
    expect(parseAmount(sent)).toBe(micros);
  });

  it.each(["", " ", ".", "-", "abc", "1,234", "1,5", "€5", "5 EUR", "0x10", "1e", "NaN", "Infinity", "1.2.3", "--1"])(
    "takes %j for no amount",
    (sent) => {
      expect(parseAmount(sent)).toBeUndefined();
    },
  );

  it.each([
    null,
    undefined,
    true,
    {},
    [],
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e16,
    "9007199254.740992",
    "1e300",
    1e300,
  ])("takes %j for no amount or too much", (sent) => {
    expect(parseAmount(sent)).toBeUndefined();
  });

  it("agrees with integer arithmetic on any decimal text", () => {
    const decimal = fc.tuple(fc.boolean(), fc.bigInt(0n, 9_000_000_000n), fc.stringMatching(/^\d{0,12}$/));
    fc.assert(
      fc.property(decimal, ([negative, whole, fraction]) => {
        const text = `${negative ? "-" : ""}${whole}.${fraction}`;
        // The reference scales to twelve decimals, then rounds the last six away half-even.
        const scaled = whole * 10n ** 12n + BigInt(fraction.padEnd(12, "0"));
        expect(parseAmount(text)).toBe(signed(halfEven(scaled, 10n ** 6n), negative));
      }),
    );
  });
});

describe("multiplyMicros", () => {
  it("agrees with integer arithmetic, rounded half-even", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: -5_000_000, max: 5_000_000 }), (a, b) => {
        const product = BigInt(a) * BigInt(b);
        const size = halfEven(product < 0n ? -product : product, 1_000_000n);
        const expected = size <= BigInt(Number.MAX_SAFE_INTEGER) ? signed(size, product < 0n) : undefined;
        expect(multiplyMicros(a, b)).toBe(expected);
      }),
    );
  });

  it("rounds a tie to the even neighbour", () => {
    expect([1, 3, 5].map((micros) => multiplyMicros(micros, 500_000))).toEqual([0, 2, 2]);
  });
});

function halfEven(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  const rest = (value % divisor) * 2n;
  return rest > divisor || (rest === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

function signed(size: bigint, negative: boolean): number {
  return negative && size !== 0n ? -Number(size) : Number(size);
}
