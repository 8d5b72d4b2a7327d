import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { expect, test } from "vitest";
import { intervalColumns } from "./interval-columns.ts";

test("both ends of an interval are in the file; an end that is open and an interval that is not known stay empty", () => {
  const rows: Array<readonly [number | null, number | null] | Undetermined | null> = [
    [-0.5, 2],
    [null, 2],
    undetermined("too-few", "Too few people."),
    null,
  ];
  const columns = intervalColumns<(typeof rows)[number]>("Lift", (ends) => ends);
  expect(columns.map(({ title }) => title)).toEqual(["Lift from", "Lift to"]);
  expect(rows.map((row) => columns.map(({ csv }) => csv(row)))).toEqual([
    [-0.5, 2],
    [null, 2],
    [null, null],
    [null, null],
  ]);
});
