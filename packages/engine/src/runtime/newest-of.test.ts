import fc from "fast-check";
import { expect, it } from "vitest";
import { newestOf } from "./newest-of.ts";

it("newestOf is what sorting everything gives, with gaps and with equals", () => {
  const time = fc.oneof(fc.constant(Number.NEGATIVE_INFINITY), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(fc.array(time, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (times, most) => {
      const sorted = times
        .flatMap((at, place) => (at === Number.NEGATIVE_INFINITY ? [] : [{ place, at }]))
        .sort((a, b) => b.at - a.at || a.place - b.place);
      expect(newestOf(Float64Array.from(times), most)).toEqual(sorted.slice(0, most).map(({ place }) => place));
    }),
  );
});

it("newestOf takes rising, falling and equal times alike", () => {
  const places = (timeOf: (place: number) => number) =>
    newestOf(
      Float64Array.from({ length: 5_000 }, (_, place) => timeOf(place)),
      3,
    );
  expect(places((place) => place)).toEqual([4_999, 4_998, 4_997]);
  expect(places((place) => -place)).toEqual([0, 1, 2]);
  expect(places(() => 7)).toEqual([0, 1, 2]);
});
