import type { SequenceCondition, SequenceStep } from "@attune/model/condition";
import type { Json, JsonObject } from "@attune/model/json";
import { type ClauseField, items, prices, touchKinds, windows } from "./clause-forms.ts";

/** What the steps of a sequence are of: all of events, or all of products that were touched. */
export type StepKind = "event" | "touched";

/** At most so many steps are read. */
export const mostSteps = 8;

const heads: Record<StepKind, ClauseField> = {
  event: { name: "event", label: "Event", kind: "event" },
  touched: { name: "touched", label: "How", kind: "choice", choices: touchKinds },
};

const blanks: Record<StepKind, SequenceStep> = {
  event: { event: "Order Completed" },
  touched: { touched: "purchase" },
};

/** What the first step is of; the others are of the same. */
export function stepKindOf({ sequence }: SequenceCondition): StepKind {
  return sequence[0] !== undefined && "touched" in sequence[0] ? "touched" : "event";
}

/** A step that asks that something does not happen. */
export const isAbsent = (step: SequenceStep): boolean => step.atMost === 0;

/** The fields of a step; one that asks for absence has no number of times. */
export function stepFields(step: SequenceStep): ClauseField[] {
  const kind: StepKind = "touched" in step ? "touched" : "event";
  return [
    heads[kind],
    ...(kind === "touched" ? [...items, ...prices] : []),
    ...(isAbsent(step) ? [] : [{ name: "atLeast", label: "At least (times)", kind: "number" as const }]),
    ...windows,
  ];
}

/** The step, asking that it happens, or that it does not: the number of times does not outlive that. */
export function withPresence(step: SequenceStep, isPresent: boolean): SequenceStep {
  const { atLeast: _least, atMost: _most, ...others } = step;
  return (isPresent ? others : { ...others, atMost: 0 }) as SequenceStep;
}

/** One field of a step changed; undefined leaves it out. */
export function withStepField(step: SequenceStep, name: string, value: Json | undefined): SequenceStep {
  const { [name]: _before, ...others } = step as unknown as JsonObject;
  const isHead = name === "event" || name === "touched";
  // A head that is empty for a moment keeps its place and its kind.
  const next = isHead
    ? { [name]: value ?? "", ...others }
    : value === undefined
      ? others
      : { ...others, [name]: value };
  return next as unknown as SequenceStep;
}

/** The sequence with steps of the other kind, each in its place and with its times and windows. */
export function withStepKind(condition: SequenceCondition, kind: StepKind): SequenceCondition {
  if (stepKindOf(condition) === kind) return condition;
  const { sameItem: _same, ...others } = condition;
  return { ...others, sequence: condition.sequence.map((step) => ofKind(step, kind)) };
}

function ofKind({ atLeast, atMost, withinDays, withinHours }: SequenceStep, kind: StepKind): SequenceStep {
  const head =
    atMost === 0 ? blanks[kind] : kind === "event" ? { event: "Product Viewed" } : { touched: "view" as const };
  return {
    ...head,
    ...(atLeast === undefined ? {} : { atLeast }),
    ...(atMost === undefined ? {} : { atMost }),
    ...(withinDays === undefined ? {} : { withinDays }),
    ...(withinHours === undefined ? {} : { withinHours }),
  };
}

/** One more step, behind the others. */
export function withStep(condition: SequenceCondition): SequenceCondition {
  return { ...condition, sequence: [...condition.sequence, blanks[stepKindOf(condition)]] };
}

/** A step goes before the one that it followed. */
export function withStepEarlier(condition: SequenceCondition, place: number): SequenceCondition {
  const sequence = [...condition.sequence];
  sequence.splice(place - 1, 2, ...sequence.slice(place - 1, place + 1).reverse());
  return { ...condition, sequence };
}
