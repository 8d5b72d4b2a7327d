import type { JourneyPosition, JourneyStep } from "@attune/model/journey";

/** The step at a position; null at the end of the journey, or where another revision of it has no such step. */
export function stepAt(steps: readonly JourneyStep[], position: JourneyPosition): JourneyStep | null {
  const [index, side, ...inner] = position;
  const step = typeof index === "number" ? steps[index] : undefined;
  if (step === undefined) return null;
  if (side === undefined) return step;
  return step.kind === "branch" && typeof side === "string" ? stepAt(step[side], inner) : null;
}

/** Where it goes on after the step at a position: the next one beside it, or beside the branch that it ends. */
export function following(steps: readonly JourneyStep[], position: JourneyPosition): JourneyPosition {
  const outer = position.slice(0, -1);
  const next: JourneyPosition = [...outer, Number(position.at(-1)) + 1];
  if (outer.length === 0 || stepAt(steps, next) !== null) return next;
  return following(steps, outer.slice(0, -1));
}

/** The first step of a branch's side; the one after the branch where that side is empty. */
export function inside(
  steps: readonly JourneyStep[],
  position: JourneyPosition,
  side: "holds" | "otherwise",
): JourneyPosition {
  const first: JourneyPosition = [...position, side, 0];
  return stepAt(steps, first) === null ? following(steps, position) : first;
}

/** A position as people read it: "3", "3 then 1"; steps are numbered from 1. */
export function positionText(position: JourneyPosition): string {
  return position.map((part) => (typeof part === "number" ? part + 1 : part)).join(" ");
}
