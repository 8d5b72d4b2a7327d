import type { Json } from "@attune/model/json";
import { type AnalyticsRows, type AnswerRow, groupBy } from "./analytics-rows.ts";
import { assignedPeople, stepTimes } from "./assigned-arms.ts";
import { inKeyOrder } from "./in-key-order.ts";

/** Twin of `sql/stages-by-arm.sql.ts`. */
export function stagesByArm(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  const { tacticId, windowMs } = parameters as { tacticId: string; windowMs: number };
  const { steps, by } = parameters as { steps: string[]; by: string[] };
  const reached = assignedPeople(rows, tacticId).flatMap(({ arm, startAt, startDevice, segment, events }) => {
    const inWindow = events.filter(({ at }) => at >= startAt && at < startAt + windowMs);
    const stages = [0, ...stepTimes(inWindow, steps).map((_, step) => step + 1)];
    const groups: Array<[string, string]> = [
      ["everyone", ""],
      ["device", startDevice],
      ["segment", segment],
    ];
    return groups
      .filter(([dimension]) => dimension === "everyone" || by.includes(dimension))
      .flatMap(([dimension, value]) => stages.map((stage) => ({ dimension, value, arm, stage })));
  });
  return inKeyOrder(
    [
      ...groupBy(reached, ({ dimension, value, arm, stage }) => `${dimension}\0${value}\0${arm}\0${stage}`).values(),
    ].map((people) => ({ ...people[0]!, people: `${people.length}` })),
    ["dimension", "value", "arm", "stage"],
  );
}
