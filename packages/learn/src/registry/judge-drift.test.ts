import { describe, expect, it } from "vitest";
import { createInteractionsBuilder } from "../recommend/interactions.ts";
import { trainSequentialRules } from "../recommend/sequential-rules.ts";
import { judgeDrift } from "./judge-drift.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Every day two hundred people walk five steps round twenty items; `itemAt(day, step)` says which. */
function shop(days: number, itemAt: (day: number, place: number) => string) {
  const builder = createInteractionsBuilder();
  for (let person = 0; person < 200; person++) {
    for (let day = 0; day < days; day++) {
      for (let step = 0; step < 2; step++)
        builder.add(`p${person}`, itemAt(day, (person + 2 * day + step) % 20), day * dayMs + step * hourMs, 1);
    }
  }
  return builder.finish().interactions;
}

const request = {
  train: (data: ReturnType<typeof shop>) =>
    trainSequentialRules(data, { decay: 0.5, lastItems: 10, steps: 1, popularityPower: 0, neighborsPerItem: 50 }),
  recentMs: 7 * dayMs - 2 * hourMs,
  cutOff: 5,
  excludeSeen: false,
  tolerance: 0.05,
};

describe("judgeDrift", () => {
  it("people who go on as they did move nothing", () => {
    const report = judgeDrift(
      shop(28, (_, place) => `i${place}`),
      request,
    );
    expect(report).toMatchObject({ quality: { fell: false } });
    if ("undetermined" in report) return;
    expect(report.inputs.map(({ input, verdict }) => [input, verdict])).toEqual([
      ["items", "same"],
      ["history-lengths", "same"],
      ["new-people", "same"],
      ["hours", "same"],
    ]);
    expect(report.recentFromAt - report.trainedUntilAt).toBe(7 * dayMs - 2 * hourMs);
  });

  it("a new range in the last week: the items have moved, and the model does worse than its card says", () => {
    const report = judgeDrift(
      shop(28, (day, place) => (day >= 21 ? `new${place}` : `i${place}`)),
      request,
    );
    expect(report).toMatchObject({ quality: { fell: true, observed: 0 } });
    if ("undetermined" in report) return;
    expect(report.inputs.find(({ input }) => input === "items")?.verdict).toBe("train-again");
    expect(report.inputs.find(({ input }) => input === "hours")?.verdict).toBe("same");
  });

  it("says why it cannot tell", () => {
    const untimed = createInteractionsBuilder();
    untimed.add("a", "x", undefined, 1);
    expect(judgeDrift(untimed.finish().interactions, request)).toMatchObject({ undetermined: { code: "no-times" } });
    expect(
      judgeDrift(
        shop(3, (_, place) => `i${place}`),
        request,
      ),
    ).toMatchObject({ undetermined: { code: "too-short" } });
  });
});
