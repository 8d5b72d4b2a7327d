import { expect, test } from "vitest";
import { rowsReadOf } from "./progress.ts";

test("rows are those of all questions together", () => {
  const questions = [
    { elapsedMs: 1_200, rowsRead: 2_000_000, rowsTotal: 5_000_000 },
    { elapsedMs: 300, rowsRead: 500, rowsTotal: 800 },
  ];
  expect(rowsReadOf({ questions })).toEqual({ read: 2_000_500, total: 5_000_800 });
});

test("where nothing is read, and where no question knows yet how much there is, nothing is told", () => {
  expect(rowsReadOf({ questions: [] })).toBeNull();
  expect(rowsReadOf({ questions: [{ elapsedMs: 90, rowsRead: 0, rowsTotal: 0 }] })).toBeNull();
});
