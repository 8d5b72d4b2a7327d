import {
  type Journey,
  type JourneyNote,
  type JourneyPosition,
  type JourneyRun,
  type JourneyStep,
  type JourneyWait,
  keptNotes,
  type PendingDelivery,
} from "@attune/model/journey";
import type { Json, JsonObject } from "@attune/model/json";
import { sentEvents } from "@attune/model/message";
import type { Calendar } from "@attune/rules/calendar";
import { evaluateCondition } from "@attune/rules/evaluate-condition";
import type { MovableView } from "@attune/rules/person-view";
import { following, inside, positionText, stepAt } from "./journey-position.ts";
import { nextWithin } from "./next-hours.ts";

/** What a run wants done, beside being remembered. */
export type RunEffect =
  | { kind: "send"; templateId: string; to?: string; values: JsonObject; position: JourneyPosition }
  | { kind: "set"; trait: string; value: Json; position: JourneyPosition };

export interface Advanced {
  run: JourneyRun;
  effects: RunEffect[];
  /** It goes on when this placement has been decided: see `decided`. */
  asks: string | null;
}

/** Why a run ended that had nothing left to do. */
export const cameToItsEnd = "came to its end";

/**
 * Takes a run as far as it goes now: to the next wait, to a question for the engine, or to its end. The exit conditions are looked at before every
 * step. Pure: the same run and person give the same.
 *
 * @param personCalendar of the person's own time zone.
 */
export function advanceRun(journey: Journey, run: JourneyRun, view: MovableView, personCalendar: Calendar): Advanced {
  const { now } = view;
  const effects: RunEffect[] = [];
  let present = run;
  for (;;) {
    if (present.end !== null) return { run: present, effects, asks: null };
    if (present.wait !== null) {
      if (now < present.wait.untilAt) return { run: present, effects, asks: null };
      present = { ...present, wait: null };
      // Whether it is quiet is looked at again: the person may have come back meanwhile.
      if (stepAt(journey.steps, present.position)?.kind !== "wait-quiet")
        present = { ...present, position: following(journey.steps, present.position) };
    }
    const step = stepAt(journey.steps, present.position);
    if (step === null) return { run: ended(present, now, cameToItsEnd), effects, asks: null };
    const stop = stopOf(journey, view);
    if (stop !== null) return { run: ended(present, now, stop), effects, asks: null };
    if (step.kind === "decide") return { run: present, effects, asks: step.placementId };
    const done = carryOut(step, present, journey, view, personCalendar);
    if (done.effect !== null) effects.push(done.effect);
    present = done.run;
    if (present.wait !== null) return { run: present, effects, asks: null };
  }
}

/** Goes on after a decision: what it said can be named in the messages that follow as `decided`. */
export function decided(journey: Journey, run: JourneyRun, decision: JsonObject, now: number): JourneyRun {
  const told = typeof decision.reason === "string" ? `decided: ${decision.reason}` : "decided";
  const values = { ...run.values, decided: decision };
  return { ...noted(run, now, told), values, position: following(journey.steps, run.position) };
}

/** What an event does to a run that is under way: ends it, lets it go on, or nothing (null). */
export function heard(journey: Journey, run: JourneyRun, event: string, at: number): JourneyRun | null {
  if (run.end !== null) return null;
  if (journey.stopOn.includes(event)) return ended(run, at, `${event} happened`);
  if (run.wait === null || run.wait.event !== event) return null;
  const position = following(journey.steps, run.position);
  return { ...noted(run, at, `${event} happened`), wait: null, position };
}

/** Ends a run from outside: the journey was stopped, the person was erased or refuses. */
export function ended(run: JourneyRun, at: number, why: string): JourneyRun {
  return { ...noted(run, at, `ended: ${why}`), wait: null, end: { at, why } };
}

/** Why a journey's condition to stop ends it now, in words; null: it does not. */
export function stopOf({ stopWhen }: Journey, view: MovableView): string | null {
  if (stopWhen === undefined) return null;
  const { holds, because } = evaluateCondition(stopWhen, view);
  return holds ? `the condition to stop holds: ${because()}` : null;
}

function carryOut(
  step: Exclude<JourneyStep, { kind: "decide" }>,
  run: JourneyRun,
  { steps }: Journey,
  view: MovableView,
  personCalendar: Calendar,
): { run: JourneyRun; effect: RunEffect | null } {
  const { now } = view;
  const { position } = run;
  const next = following(steps, position);
  switch (step.kind) {
    case "wait":
      return { run: waiting(run, now, { untilAt: now + step.forMs, event: null, why: "waits" }), effect: null };
    case "wait-quiet": {
      const untilAt = lastActAt(view) + step.forMs;
      if (untilAt <= now) return { run: { ...run, position: next }, effect: null };
      return { run: waiting(run, now, { untilAt, event: null, why: "waits while the visit may go on" }), effect: null };
    }
    case "wait-for": {
      const why = `waits for ${step.event}`;
      return { run: waiting(run, now, { untilAt: now + step.atMostMs, event: step.event, why }), effect: null };
    }
    case "wait-until": {
      const untilAt = nextWithin(step.hours, personCalendar, now);
      if (untilAt === now) return { run: { ...run, position: next }, effect: null };
      return { run: waiting(run, now, { untilAt, event: null, why: `waits for ${step.hours}` }), effect: null };
    }
    case "branch": {
      const { holds, because } = evaluateCondition(step.when, view);
      const side = holds ? "holds" : "otherwise";
      const told = `${holds ? "yes" : "no"}: ${because()}`;
      return { run: { ...noted(run, now, told), position: inside(steps, position, side) }, effect: null };
    }
    case "send": {
      const { templateId, to } = step;
      const effect: RunEffect = { kind: "send", templateId, values: run.values, position };
      if (to !== undefined) effect.to = to;
      return { run: { ...noted(run, now, `sends ${templateId}`), position: next }, effect };
    }
    case "set": {
      const { trait, value } = step;
      const effect: RunEffect = { kind: "set", trait, value, position };
      return { run: { ...noted(run, now, `sets ${trait}`), position: next }, effect };
    }
  }
}

const ours: ReadonlySet<string> = new Set(Object.values(sentEvents));

/** When the person did something last, as far as the profile remembers; what was sent to them is not their doing. */
function lastActAt({ events, now }: MovableView): number {
  const last = events?.list.findLast(({ name }) => !ours.has(name));
  return last === undefined ? now : Math.min(now, last.at);
}

function waiting(run: JourneyRun, now: number, wait: JourneyWait): JourneyRun {
  return { ...noted(run, now, wait.why), wait };
}

function noted(run: JourneyRun, at: number, told: string): JourneyRun {
  const note: JourneyNote = { at, position: run.position, told };
  return { ...run, notes: [...run.notes, note].slice(-keptNotes) };
}

/**
 * Where a run is and why, in a sentence.
 *
 * @param waiting its messages that have not gone out yet: a run whose last message waits has not come to its end for the person.
 */
export function explainRun(run: JourneyRun, waiting: readonly PendingDelivery[]): string {
  const waits = waiting.map(waitingWords);
  if (run.end !== null) {
    if (run.end.why !== cameToItsEnd || waits.length === 0) return run.end.why;
    return `its last message waits: ${waits.join("; ")}`;
  }
  const at = `at step ${positionText(run.position)}`;
  const where = run.wait === null ? at : `${at}: ${run.wait.why} until ${new Date(run.wait.untilAt).toISOString()}`;
  return [where, ...waits].join("; ");
}

function waitingWords({ templateId, dueAt, putOff }: PendingDelivery): string {
  if (putOff === undefined) return `${templateId} is about to go out`;
  return `${templateId} waits until ${new Date(dueAt).toISOString()}: ${putOff.why}`;
}
