import { expect, test } from "vitest";
import { restraintEntry, restraintForm, restraintWords } from "./restraint-form.ts";

const entry = {
  caps: [
    { atMost: 3, withinDays: 7 },
    { atMost: 1, withinHours: 12 },
  ],
  quietHours: "22:00-07:00",
};

test("a form that nobody touched says the entry that it began from", () => {
  expect(restraintEntry(restraintForm(entry))).toEqual(entry);
});

test("of nothing, nothing is said", () => {
  expect(restraintEntry(restraintForm())).toBeNull();
  expect(restraintEntry({ caps: [{ atMost: "none", within: "7", unit: "days" }], quietHours: " " })).toBeNull();
});

test("a cap without a length counts a week", () => {
  expect(restraintEntry({ caps: [{ atMost: "2", within: "", unit: "days" }], quietHours: "" })).toEqual({
    caps: [{ atMost: 2, withinDays: 7 }],
  });
});

test("it is read aloud", () => {
  expect(restraintWords(entry)).toBe("at most 3 within 7 days; at most 1 within 12 h; not 22:00-07:00");
});
