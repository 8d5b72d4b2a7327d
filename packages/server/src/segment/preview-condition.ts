import type { Engine } from "@attune/engine/runtime/engine";
import { wilsonInterval } from "@attune/measure/experiment/binomial-interval";
import type { Condition } from "@attune/model/condition";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { explainCondition } from "@attune/rules/explain-condition";
import { segmentsIn } from "@attune/rules/segment-order";
import { truthOf } from "@attune/rules/truth-of";
import { lookThroughPeople, peopleInSample } from "./look-through-people.ts";
import { personLine } from "./person-line.ts";
import { segmentNamed } from "./segment-report.ts";

const shownPeople = 10;

/**
 * Who a condition means, before it is a segment: how many, with the 95 % interval where people were sampled, and some of them.
 * @param most how many people are looked at: a tenth of them take a tenth of the time, for an interval three times as wide
 */
export async function previewCondition(engine: Engine, when: Condition, most: number = peopleInSample) {
  for (const asked of segmentsIn(when)) segmentNamed(engine, asked);
  let members = 0;
  let unknown = 0;
  const people: object[] = [];
  const through = await lookThroughPeople(engine, most, (profile, view) => {
    const truth = truthOf(when, view);
    if (truth === 0) unknown += 1;
    if (truth !== 1) return;
    members += 1;
    if (people.length < shownPeople) people.push({ ...personLine(profile), because: explainCondition(when, view) });
  });
  return { ...through, members, undetermined: unknown, size: sizeOf(members, through), people };
}

/** Of everybody: exact where everybody was looked at. */
function sizeOf(
  members: number,
  { looked, total }: { looked: number; total: number },
): { estimate: number; low: number; high: number } | Undetermined {
  if (looked === 0) return undetermined("no-people", "there are no people yet");
  if (looked >= total) return { estimate: members, low: members, high: members };
  const [low, high] = wilsonInterval({ n: looked, successes: members });
  return {
    estimate: Math.round((members / looked) * total),
    low: Math.max(members, Math.floor(low * total)),
    high: Math.min(total, Math.ceil(high * total)),
  };
}
