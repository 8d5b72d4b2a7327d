import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import { createAgenda } from "./agenda.ts";
import type { SegmentPayload } from "./segment-payload.ts";
import type { Story, Visitor } from "./story.ts";

/** The shop sends a call. */
export interface EventStep {
  kind: "event";
  /** Epoch milliseconds; the payload's timestamp. */
  at: number;
  payload: SegmentPayload;
}

/** A page asks what to show. */
export interface AskStep {
  kind: "ask";
  at: number;
  request: DecideRequest;
  visitor: Visitor;
}

/** What happens next, in the order of time. The answer to an `ask` goes in by `next(response)`. */
export type Steps = Generator<EventStep | AskStep, void, DecideResponse | undefined>;

/** Plays the stories together, in the order of time, until all have ended or `endAt` is reached. O(log n) a move for n stories. */
export function* perform(stories: readonly Story[], endAt: number): Steps {
  const agenda = createAgenda();
  const resume = (story: Story, answer?: DecideResponse) => {
    const result = story.next(answer);
    if (!result.done) agenda.add(story, result.value);
  };
  for (const story of stories) resume(story);
  for (let due = agenda.next(); due && due.move.at < endAt; due = agenda.next()) {
    const { story, move } = due;
    if (move.kind === "ask") {
      resume(story, yield move);
      continue;
    }
    if (move.kind === "event") yield move;
    if (move.kind === "begin") agenda.add(move.tell(), { kind: "wait", at: move.beginsAt });
    resume(story);
  }
}
