import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import type { AskStep, EventStep, Steps } from "./perform.ts";
import type { Visitor } from "./story.ts";

/** A question that has been answered; undefined where the page had to show its default. */
export interface AnsweredStep extends Omit<AskStep, "kind"> {
  kind: "decision";
  response: DecideResponse | undefined;
}

/** Decides at once. The visitor is the truth about who asks: for tests and true effects; an engine has no use for it. */
export type Decide = (request: DecideRequest, at: number, visitor: Visitor) => DecideResponse | undefined;

/** Decides in its own time: the engine, in process or by HTTP. */
export type DecideLater = (
  request: DecideRequest,
  at: number,
  visitor: Visitor,
) => DecideResponse | undefined | Promise<DecideResponse | undefined>;

/** The steps of a simulation whose questions `decide` answers. */
export function* answerWith(steps: Steps, decide: Decide): Generator<EventStep | AnsweredStep, void, void> {
  let next = steps.next();
  while (!next.done) {
    const step = next.value;
    if (step.kind === "event") {
      yield step;
      next = steps.next();
    } else {
      const response = decide(step.request, step.at, step.visitor);
      yield { ...step, kind: "decision", response };
      next = steps.next(response);
    }
  }
}

/**
 * The same for a decide that takes time. A step is asked for only after the one before was consumed, so that an engine which has
 * acknowledged each event sees all that came before a decision.
 */
export async function* answerLaterWith(
  steps: Steps,
  decide: DecideLater,
): AsyncGenerator<EventStep | AnsweredStep, void, void> {
  let next = steps.next();
  while (!next.done) {
    const step = next.value;
    if (step.kind === "event") {
      yield step;
      next = steps.next();
    } else {
      const response = await decide(step.request, step.at, step.visitor);
      yield { ...step, kind: "decision", response };
      next = steps.next(response);
    }
  }
}
