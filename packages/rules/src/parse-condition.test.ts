import { describe, expect, it } from "vitest";
import { parseCondition } from "./parse-condition.ts";

const refusals: [what: string, condition: unknown, path: string, message: RegExp][] = [
  ["a mistyped head", { evnt: "Order Completed" }, "when", /did you mean event\?/],
  ["a mistyped operator", { trait: "plan", contians: "x" }, "when.contians", /did you mean contains\?/],
  [
    "a mistyped field of a step",
    { sequence: [{ event: "A", withinDay: 2 }] },
    "when.sequence[0].withinDay",
    /did you mean withinDays\?/,
  ],
  ["a mistyped value", { touched: "veiw" }, "when.touched", /did you mean view\?/],
  ["a mistyped day", { weekday: ["mon", "sunn"] }, "when.weekday[1]", /did you mean sun\?/],
  ["two windows", { event: "A", withinDays: 1, withinHours: 2 }, "when.withinHours", /one of them is enough/],
  ["bounds that nobody meets", { event: "A", atLeast: 3, atMost: 1 }, "when.atMost", /nobody is meant/],
  ["a sum without bounds", { sum: "gross" }, "when", /atLeast, atMost or both/],
  ["a time that is none", { time: "18:00-25:00" }, "when.time", /18:00-23:00/],
  ["a time that begins when it ends", { time: "09:00-09:00" }, "when.time", /begins when it ends/],
  [
    "more clauses than every decision can look at",
    { any: [{ all: Array(499).fill({ visitor: "new" }) }, { not: { cart: "empty" } }, { visitor: "new" }] },
    "when.any[2]",
    /more than 500 clauses/,
  ],
  ["a bucket without its share", { bucket: "x" }, "when", /below/],
  ["a sequence of nothing", { sequence: [] }, "when.sequence", /1 to 8 steps/],
  [
    "a sequence of absence alone",
    { sequence: [{ event: "A", atMost: 0, withinDays: 1 }] },
    "when.sequence",
    /a step that happens/,
  ],
  [
    "two absences",
    { sequence: [{ event: "A" }, { event: "B", atMost: 0 }, { event: "C", atMost: 0 }] },
    "when.sequence[2]",
    /two absences/,
  ],
  [
    "an absence first, without a window",
    { sequence: [{ event: "A", atMost: 0 }, { event: "B" }] },
    "when.sequence[0]",
    /needs withinDays/,
  ],
  ["events among touches", { sequence: [{ touched: "view" }, { event: "B" }] }, "when.sequence[1]", /all are touches/],
  ["one item of events", { sequence: [{ event: "A" }], sameItem: true }, "when.sameItem", /steps of `touched`/],
  ["a number that is text", { score: "churn", atLeast: "0.5" }, "when.atLeast", /needs a number/],
];

describe("parseCondition", () => {
  it.each(refusals)("refuses %s, with its path and what was meant", (_what, condition, path, message) => {
    const parsed = parseCondition(condition, "when");
    expect(parsed).toMatchObject({ ok: false, path });
    expect(parsed).toHaveProperty("message", expect.stringMatching(message));
  });

  it("refuses conditions that nest deeper than ten", () => {
    let condition: unknown = { visitor: "new" };
    for (let i = 0; i < 12; i++) condition = { not: condition };
    expect(parseCondition(condition, "when")).toMatchObject({ ok: false, message: "conditions nest at most 10 deep" });
  });
});
