import type { Condition } from "@attune/model/condition";
import { nextClockEdge, nextFactEdge } from "./next-edge.ts";
import type { MovableView } from "./person-view.ts";
import { truthOf } from "./truth-of.ts";

const dayMs = 86_400_000;
/** Two weeks and a day show every hour of the week at least once, a change of the clocks in one of them notwithstanding. */
const clockPatternMs = 15 * dayMs;

/**
 * When time alone changes the answer to a condition (yes, no or undetermined), if nothing else happens: the first such millisecond after the
 * view's own moment; null where it never does. Exact. It looks at the moments at which a clause can change, one after another: at most some hundreds
 * of evaluations, so it is for timers and not for decisions.
 */
export function nextChangeAt(condition: Condition, person: MovableView): number | null {
  const answer = truthOf(condition, person);
  let view = person;
  let settledAt = person.now;
  for (;;) {
    const fact = nextFactEdge(condition, view);
    const clock = nextClockEdge(condition, view);
    const isClock = clock !== null && clock <= settledAt + clockPatternMs && (fact === null || clock < fact);
    const at = isClock ? clock : fact;
    if (at === null) return null;
    if (!isClock) settledAt = at;
    view = viewAt(person, at);
    if (truthOf(condition, view) !== answer) return at;
  }
}

/** The same person, of whom nothing more is known, at another moment. */
export function viewAt(person: MovableView, now: number): MovableView {
  const view = { ...person, now, today: person.calendar.dayOf(now) };
  if (person.newUntilAt !== undefined) view.visitor = now < person.newUntilAt ? "new" : "returning";
  return view;
}
