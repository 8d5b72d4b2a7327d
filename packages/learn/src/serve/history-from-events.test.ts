import { describe, expect, it } from "vitest";
import { historyFromEvents } from "./history-from-events.ts";

describe("historyFromEvents", () => {
  it("orders by time and passes over what the model does not know", () => {
    const index = new Map([
      ["a", 0],
      ["b", 1],
    ]);
    const events = [
      { itemId: "b", at: 5 },
      { itemId: "unknown", at: 4 },
      { itemId: "a", at: 3 },
    ];
    const { items, at, nowAt } = historyFromEvents({ index }, events, 9);
    expect([[...items], [...at], nowAt]).toEqual([[0, 1], [3, 5], 9]);
  });
});
