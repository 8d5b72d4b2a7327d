import type { Engine } from "@attune/engine/runtime/engine";
import type { Condition } from "@attune/model/condition";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { createCalendar } from "@attune/rules/calendar";
import { segmentsIn } from "@attune/rules/segment-order";
import { segmentNamed } from "./segment-report.ts";

/**
 * How many people a condition means, of everybody there are events of, by everything that happened, where analytics can tell: exact also where
 * profiles keep too little. Waits until analytics has what was accepted before.
 */
export async function sizeOfCondition(
  engine: Engine,
  condition: Condition,
  at: number,
): Promise<{ size: number; people: number } | Undetermined> {
  for (const asked of segmentsIn(condition)) segmentNamed(engine, asked);
  await engine.settled(settleMs);
  const conditions = new Map((engine.playbook.segments ?? []).map(({ segmentId, when }) => [segmentId, when]));
  const calendar = createCalendar(engine.business().timeZone);
  const counted = await engine.stores.analytics.countPeople({ condition, conditions, at, calendar });
  return isUndetermined(counted) ? counted : { size: counted.matching, people: counted.people };
}

const settleMs = 10_000;
