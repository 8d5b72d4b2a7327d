import type { SequenceCondition, SequenceStep } from "@attune/model/condition";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { isAbsence, windowMs } from "@attune/rules/match-sequence";
import { textLiteral } from "./text-literal.ts";

/** Where the parts of a translation go; each gives the alias under which a later part reads it. */
export interface SequenceTarget {
  /** Epoch milliseconds. */
  at: number;
  gather: (aggregate: string) => string;
  compute: (expression: string) => string;
}

type EventStep = Extract<SequenceStep, { event: string }>;

/**
 * A sequence of events as SQL over the ordered times and names of a person's events: the same rows of truths as `matchSequence`, one array per
 * step. O(steps · n³) in the events of the names that it asks about. Sequences of touches are undetermined.
 */
export function sequenceToSql(condition: SequenceCondition, target: SequenceTarget): string | Undetermined {
  const steps = condition.sequence.filter((step): step is EventStep => "event" in step);
  if (steps.length < condition.sequence.length)
    return undetermined("not-in-analytics", "sequences of touches are not translated");
  const { at, gather, compute } = target;
  const names = [...new Set(steps.map(({ event }) => event))];
  const listed = gather(
    `arraySort(groupArrayIf((at, offset, toString(name)), at <= ${at} AND has([${names.map(textLiteral).join(", ")}], toString(name))))`,
  );
  const list: List = {
    ats: compute(`arrayMap(e -> e.1, ${listed})`),
    names: compute(`arrayMap(e -> e.3, ${listed})`),
    places: compute(`arrayEnumerate(${listed})`),
  };
  const possible = steps
    .filter((step) => !isAbsence(step))
    .map(
      (step) => `${gather(`countIf(actor = 'person' AND name = ${textLiteral(step.event)})`)} >= ${step.atLeast ?? 1}`,
    );
  let row: string | null = null;
  for (const [s, step] of steps.entries()) {
    if (isAbsence(step)) continue;
    const before = steps[s - 1];
    const absent = before !== undefined && isAbsence(before) ? before : undefined;
    const from = at - windowMs(condition);
    row = compute(row === null ? opens(step, absent, from, list) : follows(row, step, absent, list));
  }
  const last = steps.at(-1)!;
  const ends: string = isAbsence(last)
    ? `arrayExists((e, reached) -> reached AND ${absentAfter(last, at, list)}, ${list.places}, ${row})`
    : `has(${row}, 1)`;
  return `(${[...possible, ends].join(" AND ")})`;
}

/** Aliases of three arrays of one length, ascending by time. */
interface List {
  ats: string;
  names: string;
  places: string;
}

/** Whether the first step can end with an entry: as many as are asked for, the latest, lie close enough together. */
function opens(step: EventStep, absent: EventStep | undefined, from: number, { ats, names, places }: List): string {
  const name = textLiteral(step.event);
  const later = [finite(from), finite(windowMs(step)) === null ? null : `${ats}[e] - ${windowMs(step)} - 1`];
  const laterThan = later.filter((bound) => bound !== null).map((bound) => ` AND ${ats}[i] > ${bound}`);
  const counted = `arrayFilter(i -> i <= e AND ${names}[i] = ${name}${laterThan.join("")}, ${places})`;
  const enough = `length(${counted}) >= ${step.atLeast ?? 1}`;
  const start = `${counted}[-${step.atLeast ?? 1}]`;
  const clear =
    absent === undefined
      ? ""
      : ` AND arrayAll(b -> NOT arrayExists(i -> i < b AND ${names}[i] = ${textLiteral(absent.event)} AND ${ats}[i] >= ${ats}[b] - ${windowMs(absent)} AND ${ats}[i] <= ${ats}[b], ${places}), [${start}])`;
  return `arrayMap(e -> toUInt8(${names}[e] = ${name} AND ${enough}${clear}), ${places})`;
}

/** Whether a later step can end with an entry, following an entry of the row before. */
function follows(row: string, step: EventStep, absent: EventStep | undefined, list: List): string {
  const { ats, names, places } = list;
  const name = textLiteral(step.event);
  const pause = absent === undefined ? 0 : (finite(windowMs(absent)) ?? 0);
  const anchor = `(${ats}[p] + ${pause})`;
  const window = finite(windowMs(step));
  const close = window === null ? "" : ` AND ${ats}[e] - ${anchor} <= ${window}`;
  const enough = `arrayCount(i -> i > p AND i <= e AND ${names}[i] = ${name} AND ${ats}[i] >= ${anchor}, ${places}) >= ${step.atLeast ?? 1}`;
  const until = absent === undefined || finite(windowMs(absent)) === null ? `${ats}[e]` : anchor;
  const clear =
    absent === undefined
      ? ""
      : ` AND NOT arrayExists(i -> i > p AND i < e AND ${names}[i] = ${textLiteral(absent.event)} AND ${ats}[i] <= ${until}, ${places})`;
  const reaches = `arrayExists(p -> p < e AND ${row}[p] AND ${ats}[e] >= ${anchor}${close} AND ${enough}${clear}, ${places})`;
  return `arrayMap(e -> toUInt8(${names}[e] = ${name} AND ${reaches}), ${places})`;
}

/** Whether nothing of a kind follows an entry within its window, which has to be over; without one, until now. */
function absentAfter(absent: EventStep, at: number, { ats, names, places }: List): string {
  const window = finite(windowMs(absent));
  const until = window === null ? `${at}` : `(${ats}[e] + ${window})`;
  const over = window === null ? "" : `${until} <= ${at} AND `;
  return `${over}NOT arrayExists(i -> i > e AND ${names}[i] = ${textLiteral(absent.event)} AND ${ats}[i] <= ${until}, ${places})`;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
