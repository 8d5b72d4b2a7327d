import { expect, test } from "vitest";
import { marginPerVisitor } from "./margin-per-visitor.ts";

test("the margin per visitor and its interval, worked by hand", () => {
  // 100 people, 20 of whom order once: mean .2, variance (20 − 4) / 99 = .161616, of the mean .00161616, standard error .0402015.
  const point = { people: 100, sum: 20, sumSquares: 20 };
  const found = marginPerVisitor(point, 5);
  // 1.959964 · .0402015 · 5 = .393970.
  expect(found).toEqual({
    estimate: 1,
    interval: [expect.closeTo(0.60603, 5), expect.closeTo(1.39397, 5)],
  });
});

test("below cost it is a loss, whose interval still goes from low to high", () => {
  expect(marginPerVisitor({ people: 100, sum: 20, sumSquares: 20 }, -5)).toEqual({
    estimate: -1,
    interval: [expect.closeTo(-1.39397, 5), expect.closeTo(-0.60603, 5)],
  });
});

test("where hardly anybody bought there is no margin to tell", () => {
  expect(marginPerVisitor({ people: 100, sum: 4, sumSquares: 4 }, 5)).toMatchObject({
    undetermined: { code: "no-demand" },
  });
});
