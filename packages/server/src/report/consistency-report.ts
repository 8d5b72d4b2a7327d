import type { Engine } from "@attune/engine/runtime/engine";
import { compareProportions } from "@attune/measure/experiment/compare-proportions";
import type { ConsistencyReport } from "@attune/model/effect-experiment";
import type { Json } from "@attune/model/json";
import type { GroupOutcome } from "@attune/model/report";
import { undetermined } from "@attune/model/undetermined";
import type { Population } from "./metric-question.ts";

const dayMs = 24 * 3_600_000;
const fewestPeople = 20;
const levels = ["one-place", "consistent", "conflicting"] as const;

/** Whether people's channels (or devices) showed them the same, and how people of each level bought, beside the global holdout. */
export async function consistencyReport(
  engine: Engine,
  { tacticId, windowDays }: Population,
  heldOut: GroupOutcome,
  across: ConsistencyReport["across"],
): Promise<ConsistencyReport> {
  const rows = await engine.stores.analytics.query("consistency", { tacticId, windowMs: windowDays * dayMs, across });
  const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column]), 0);
  const [personDays, sharedDays, conflictDays] = [sum("personDays"), sum("sharedDays"), sum("conflictDays")];
  return {
    causal: false,
    across,
    personDays,
    sharedDays,
    conflictDays,
    score:
      personDays === 0
        ? undetermined("no-people", `No opportunity tells its ${across}.`)
        : 1 - conflictDays / personDays,
    scoreOfSharedDays:
      sharedDays === 0
        ? undetermined("no-shared-days", `Nobody saw a placement on two ${across}s within a day.`)
        : 1 - conflictDays / sharedDays,
    levels: levels.flatMap((level) => {
      const row = rows.find((one) => one.level === level);
      return row === undefined ? [] : [levelOf(level, row, heldOut)];
    }),
  };
}

function levelOf(
  level: (typeof levels)[number],
  row: Record<string, Json>,
  heldOut: GroupOutcome,
): ConsistencyReport["levels"][number] {
  const people = Number(row.people);
  const conversions = Number(row.conversions);
  const least = Math.min(people, heldOut.people);
  const tooFew = undetermined(
    "too-few-people",
    `The smaller group has ${least} ${least === 1 ? "person" : "people"}; an interval needs at least ${fewestPeople} in each.`,
  );
  const { effect, lift } =
    least < fewestPeople
      ? { effect: tooFew, lift: tooFew }
      : compareProportions(
          { n: people, successes: conversions },
          { n: heldOut.people, successes: heldOut.conversions },
        );
  return { level, people, conversionRate: conversions / people, effect, lift };
}
