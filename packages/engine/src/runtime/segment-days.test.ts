import { expect, test } from "vitest";
import { definitionsInMemory } from "./definitions-in-memory.suite.ts";
import { createSegmentDays, daysOfSegment } from "./segment-days.ts";

test("a day that ended between two looks has the size of its end, without who came and left after it", async () => {
  const definitions = definitionsInMemory();
  const days = await createSegmentDays(definitions);
  const enter = (day: number, times: number) => {
    for (let i = 0; i < times; i++) days.count({ segmentId: "tea", change: "entered" }, day);
  };
  const leave = (day: number, times: number) => {
    for (let i = 0; i < times; i++) days.count({ segmentId: "tea", change: "left" }, day);
  };

  enter(100, 5);
  await days.save(100, { tea: 5 }, ["tea"]);
  // After the look: two more on the same day, then a day of 3 in and 1 out, then 4 who left: 7, 9 and 5 at the ends.
  enter(100, 2);
  enter(101, 3);
  leave(101, 1);
  leave(103, 4);
  await days.save(104, { tea: 5 }, ["tea"]);

  expect(await daysOfSegment(definitions, "tea", 90)).toEqual([
    { day: 100, size: 7, entered: 7, left: 0 },
    { day: 101, size: 9, entered: 3, left: 1 },
    { day: 103, size: 5, entered: 0, left: 4 },
    { day: 104, size: 5, entered: 0, left: 0 },
  ]);
});
