import type { Condition } from "@attune/model/condition";
import { factEdges, nextClockEdge } from "./edges-of-time.ts";
import type { MovableView } from "./person-view.ts";
import { truthOf } from "./truth-of.ts";

const dayMs = 86_400_000;
/** Two weeks and a day show every hour of the week at least once, a change of the clocks in one of them notwithstanding. */
const clockPatternMs = 15 * dayMs;

/**
 * When time alone changes the answer to a condition (yes, no or undetermined), if nothing else happens: the first such millisecond after the
 * view's own moment; null where it never does. Exact. It looks at the moments at which a clause can change, one after another: at most some hundreds
 * of evaluations, so it is for timers and not for decisions.
 *
 * @param before later changes are not looked for: null where there is none before that moment.
 */
export function nextChangeAt(
  condition: Condition,
  person: MovableView,
  before = Number.POSITIVE_INFINITY,
): number | null {
  const answer = truthOf(condition, person);
  const facts = factEdges(condition, person);
  const asksClock = nextClockEdge(condition, person) !== null;
  let next = 0;
  let at = person.now;
  let settledAt = at;
  for (;;) {
    while (next < facts.length && facts[next]! <= at) next += 1;
    const fact = facts[next] ?? null;
    const clock = asksClock ? nextClockEdge(condition, viewAt(person, at)) : null;
    const isClock = clock !== null && clock <= settledAt + clockPatternMs && (fact === null || clock < fact);
    const edge = isClock ? clock : fact;
    if (edge === null || edge >= before) return null;
    at = edge;
    if (!isClock) settledAt = at;
    if (truthOf(condition, viewAt(person, at)) !== answer) return at;
  }
}

/** The same person, of whom nothing more is known, at another moment. */
export function viewAt(person: MovableView, now: number): MovableView {
  const view = { ...person, now, today: person.calendar.dayOf(now) };
  if (person.newUntilAt !== undefined) view.visitor = now < person.newUntilAt ? "new" : "returning";
  return view;
}
