import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, groupBy } from "./analytics-rows.ts";
import { eventsByPerson, segmentOf, stepTimes } from "./assigned-arms.ts";
import { inKeyOrder } from "./in-key-order.ts";

/** Twin of `sql/funnel.sql.ts`. */
export function funnel(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  const { fromDay, beforeDay } = parameters as { fromDay: number; beforeDay: number };
  const { steps, by } = parameters as { steps: string[]; by: string[] };
  const reached = [...eventsByPerson(rows).values()].flatMap((all) => {
    const inRange = all.filter(({ day }) => day >= fromDay && day < beforeDay);
    const [first] = inRange;
    if (first === undefined) return [];
    const before = all.filter(({ day }) => day < fromDay);
    const times = [first.at, ...stepTimes(inRange, steps)];
    const groups: Array<[string, string]> = [
      ["everyone", ""],
      ["segment", segmentOf(before, [...before, first])],
      ["channel", first.channel],
      ["device", first.device],
    ];
    return groups
      .filter(([dimension]) => dimension === "everyone" || by.includes(dimension))
      .flatMap(([dimension, value]) =>
        times.map((at, stage) => ({ dimension, value, stage, takenMs: stage === 0 ? null : at - times[stage - 1]! })),
      );
  });
  return inKeyOrder(
    [...groupBy(reached, ({ dimension, value, stage }) => `${dimension}\0${value}\0${stage}`).values()].map(
      (people) => {
        const { dimension, value, stage } = people[0]!;
        const taken = people.flatMap(({ takenMs }) => (takenMs === null ? [] : [takenMs])).sort((a, b) => a - b);
        return {
          dimension,
          value,
          stage,
          people: `${people.length}`,
          medianMs: stage === 0 ? null : lowerQuantile(taken, 0.5),
          p90Ms: stage === 0 ? null : lowerQuantile(taken, 0.9),
        };
      },
    ),
    ["dimension", "value", "stage"],
  );
}

/** The value at the position that the share names; of the two in the middle the lower. */
function lowerQuantile(sorted: readonly number[], share: number): number {
  if (share === 0.5) return sorted[Math.floor((sorted.length - 1) / 2)]!;
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
