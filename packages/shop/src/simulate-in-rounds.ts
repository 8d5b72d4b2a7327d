import { dayMs } from "@attune/math/time-units";
import type { DecideResponse } from "@attune/model/decision";
import { type AskStep, type EventStep, perform, type Steps } from "./perform.ts";
import { castOf } from "./simulate.ts";
import { createWorld, type SimulationSettings } from "./world.ts";

/** Events that can be loaded together, and the questions that follow them: at most one a person. */
export interface Round {
  /** In the order of time. */
  events: EventStep[];
  /** To be answered after the events are in, in the order given. */
  asks: AskStep[];
}

/** A person's steps, with the one that comes next. */
interface Actor {
  steps: Steps;
  next: EventStep | AskStep | undefined;
}

/**
 * The same shop as `simulate`, in larger bites: within each stretch of `spanMs` everyone goes on until they ask, then all questions
 * come at once. Every person's own steps keep their order; those of different people are in the order of time within a
 * round only. So a history of months loads in about a thousand groups instead of one group per decision.
 */
export function* simulateInRounds(
  settings: SimulationSettings,
  spanMs = dayMs,
): Generator<Round, void, readonly (DecideResponse | undefined)[]> {
  const world = createWorld(settings);
  const actors: Actor[] = castOf(world, settings.shoppers).map((stories) => {
    const steps = perform(stories, world.endAt);
    return { steps, next: steps.next().value ?? undefined };
  });
  for (let from = world.startAt; from < world.endAt; from += spanMs) {
    const until = from + spanMs;
    for (let active = actors; active.length > 0; ) {
      const events = active.flatMap((actor) => goOn(actor, until)).sort((a, b) => a.at - b.at);
      const asking = active.filter(({ next }) => next?.kind === "ask" && next.at < until);
      const asks = asking.map(({ next }) => next as AskStep);
      if (events.length === 0 && asks.length === 0) break;
      const answers = yield { events, asks };
      asking.forEach((actor, index) => {
        actor.next = actor.steps.next(answers[index]).value ?? undefined;
      });
      active = asking;
    }
  }
}

/** What the actor does before `until`, up to the next question. */
function goOn(actor: Actor, until: number): EventStep[] {
  const events: EventStep[] = [];
  while (actor.next?.kind === "event" && actor.next.at < until) {
    events.push(actor.next);
    actor.next = actor.steps.next().value ?? undefined;
  }
  return events;
}
