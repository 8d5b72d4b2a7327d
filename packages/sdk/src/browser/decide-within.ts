import type { DecideResponse, PlacementDecision } from "@attune/model/decision";
import type { JsonObject } from "@attune/model/json";
import type { Post } from "../wire/post.ts";
import type { Consent } from "./consent.ts";
import type { Visitor } from "./visitor.ts";

/** What was decided; where nothing came in time, no placement has a decision and the page's own content stays. */
export interface Decisions {
  decisionId: string | null;
  placements: Record<string, PlacementDecision | undefined>;
  /** `decided`; `late`: not within the limit; `failed`: no usable answer. */
  outcome: "decided" | "late" | "failed";
  /** From the call to the answer, milliseconds. */
  tookMs: number;
}

export interface DecideOptions {
  /** What the page knows: `{ page: { category: "lamps" } }`. */
  context?: JsonObject;
  /** Milliseconds after which the page goes on without. */
  withinMs?: number;
}

export interface DecideParts {
  post: Post;
  visitor: Visitor;
  consent: () => Consent;
  /** What is told of the page with every request. */
  context: () => JsonObject;
  limitMs: number;
  /** Milliseconds that only grow. */
  now: () => number;
  later: (call: () => void, ms: number) => void;
  onDecided: (decisions: Decisions, placements: readonly string[]) => void;
}

export type Decide = (placements: readonly string[], options?: DecideOptions) => Promise<Decisions>;

/**
 * Asks for decisions and never rejects. The server counts the visitor only when the answer was confirmed, which happens at once when it is there
 * in time: whoever is too late sees the default and is in no arm, whichever arm it would have been.
 */
export function createDecide(parts: DecideParts): Decide {
  const { post, limitMs, now, later, onDecided } = parts;

  return (placements, { context = {}, withinMs = limitMs } = {}) =>
    new Promise((resolve) => {
      const startedAt = now();
      const abort = new AbortController();
      let isOver = false;
      const end = (outcome: Decisions["outcome"], answer?: DecideResponse) => {
        if (isOver) return;
        isOver = true;
        const decisions: Decisions = {
          decisionId: answer?.decisionId ?? null,
          placements: answer?.placements ?? {},
          outcome,
          tookMs: now() - startedAt,
        };
        onDecided(decisions, placements);
        resolve(decisions);
      };
      later(() => {
        end("late");
        abort.abort();
      }, withinMs);
      post("decide", requestOf(parts, placements, context), { signal: abort.signal }).then((answer) => {
        if (isOver) return;
        if (answer.kind !== "answered") return end("failed");
        const response = answer.body as DecideResponse;
        end("decided", response);
        // After what is waiting for the answer has drawn it.
        if (response.profileId !== null)
          later(() => void post("decide/confirm", { decisionIds: [response.decisionId] }, { keepalive: true }), 0);
      });
    });
}

/** Without consent to personalization the request names nobody who could be known again, and nothing of it is kept. */
function requestOf({ visitor, consent, context }: DecideParts, placements: readonly string[], more: JsonObject) {
  const isAllowed = consent().personalization;
  const userId = isAllowed ? visitor.userId() : undefined;
  return {
    anonymousId: visitor.anonymousId(),
    ...(userId === undefined ? {} : { userId }),
    placements,
    confirm: true,
    context: { ...(isAllowed ? context() : {}), ...more, consent: { ...consent() } },
  };
}
