import type { JsonObject } from "@attune/model/json";
import { newId } from "../wire/new-id.ts";
import { createPost } from "../wire/post.ts";
import type { Attune, AttuneOptions, Shown } from "./attune.ts";
import { createCommerce } from "./commerce.ts";
import { type Consent, createConsent } from "./consent.ts";
import { createDecide } from "./decide-within.ts";
import { createEventQueue, type Message } from "./event-queue.ts";
import { gatherDecisions } from "./gather-decisions.ts";
import { watchAttention } from "./page-attention.ts";
import { pageContext } from "./page-context.ts";
import { measurePage } from "./page-timings.ts";
import { defineSlotElement, slotsInPage } from "./slot-element.ts";
import { createSlots } from "./slots.ts";
import { createKeep } from "./storage.ts";
import { watchVideos } from "./video-progress.ts";
import { createVisitor } from "./visitor.ts";
import { watchVisibility } from "./watch-visibility.ts";

/** Events that wait in the page for the visitor's choice; what comes later is let go. */
const mostWaiting = 50;

/** Starts the client of this page. */
export function createAttune(options: AttuneOptions): Attune {
  const { url, writeKey, limitMs = 300, placements = [], timingsShare = 0.1, onError = () => {} } = options;
  const now = () => performance.now();
  const startedAt = now();
  const later = (call: () => void, ms: number) => void setTimeout(call, ms);
  const post = createPost(url, writeKey);
  const keep = createKeep(() => localStorage);
  const gpc = (navigator as Navigator & { globalPrivacyControl?: boolean }).globalPrivacyControl === true;
  const consent = createConsent(keep, options.consent ?? {}, gpc);
  const mayKeep = ({ analytics, personalization }: Consent) => analytics || personalization;
  const visitor = createVisitor(keep, mayKeep(consent.current()));
  const queue = createEventQueue({ keep, post, later, random: Math.random, now: Date.now, onLost: onError });
  const waiting: Message[] = [];
  const shown = new Map<HTMLElement, Shown & { stop: () => void }>();
  const listeners = new Set<(one: Shown) => void>();

  /** Nothing of the client reaches the page as an exception. */
  function safely<A extends unknown[]>(run: (...given: A) => void): (...given: A) => void {
    return (...given) => {
      try {
        run(...given);
      } catch (error) {
        onError(error);
      }
    };
  }

  function messageOf(type: string, more: JsonObject): Message {
    const userId = visitor.userId();
    return {
      type,
      ...more,
      messageId: newId(),
      anonymousId: visitor.anonymousId(),
      ...(userId === undefined ? {} : { userId }),
      timestamp: new Date().toISOString(),
      context: { ...pageContext(), consent: { ...consent.current() }, ...(gpc ? { gpc } : {}) },
    };
  }
  function send(type: string, more: JsonObject): void {
    const message = messageOf(type, more);
    if (consent.current().analytics) queue.add(message);
    else if (!consent.isChosen() && waiting.length < mostWaiting) waiting.push(message);
  }

  const track = safely((event: string, properties: JsonObject = {}) => send("track", { event, properties }));
  const timings = Math.random() < timingsShare ? measurePage(track) : null;
  const decide = createDecide({
    post,
    visitor,
    consent: consent.current,
    context: () => ({ ...pageContext(), ...options.context }),
    limitMs,
    now,
    later,
    onDecided: safely(({ outcome, tookMs }, asked) => {
      timings?.decided(tookMs, outcome === "late");
      if (outcome === "late") track("Personalization Timed Out", { placements: [...asked], limit_ms: limitMs });
    }),
  });

  const expose: Attune["expose"] = (slot, placementId, decision, decisionId = null) => {
    const told = {
      promotion_id: decision.tacticId ?? "default",
      creative: decision.variantId ?? "default",
      position: placementId,
      decision_id: decisionId,
      ...(decision.holdout ? { held_out: true } : {}),
    };
    const onClick = (event: Event) => {
      if ((event.target as Element).closest("a, button, [data-attune-click]") !== null)
        track("Promotion Clicked", told);
    };
    const stopWatching = watchVisibility(slot, () => track("Promotion Viewed", told));
    slot.addEventListener("click", onClick);
    return () => {
      stopWatching();
      slot.removeEventListener("click", onClick);
    };
  };

  // Asked before anything else is done, and before events are sent: what the page waits for goes first.
  const decideOne = gatherDecisions(decide, [...new Set([...placements, ...slotsInPage()])]);
  const slots = createSlots({
    decideOne,
    limitMs,
    onError,
    onShown(slot, placementId, decision, { decisionId }) {
      timings?.shown(now() - startedAt);
      shown.get(slot)?.stop();
      const one = { placementId, slot, decisionId, decision };
      shown.set(slot, { ...one, stop: expose(slot, placementId, decision, decisionId) });
      for (const listener of listeners) listener(one);
    },
  });

  consent.onChange(
    safely((allowed, before) => {
      if (before.analytics && !allowed.analytics) queue.clear();
      // The refusal itself is all that the server keeps of somebody who refuses; of somebody never known, there is nothing to tell.
      if (mayKeep(before) || mayKeep(allowed))
        queue.add(messageOf("track", { event: "Segment Consent Preference Updated", properties: {} }));
      visitor.follow(mayKeep(allowed));
      for (const message of waiting.splice(0))
        if (allowed.analytics)
          queue.add({ ...message, context: { ...(message.context as JsonObject), consent: { ...allowed } } });
      void queue.flush();
    }),
  );

  function onLeave(): void {
    if (document.visibilityState === "hidden") void queue.wake();
  }
  safely(() => {
    watchAttention(track, now);
    watchVideos(track);
    document.addEventListener("visibilitychange", onLeave);
    addEventListener("pagehide", () => void queue.wake());
    addEventListener("online", () => void queue.wake());
    defineSlotElement(slots);
    void queue.flush();
  })();

  return {
    track,
    page: safely((name?: string, properties: JsonObject = {}) =>
      send("page", {
        ...(name === undefined ? {} : { name }),
        properties: { path: location.pathname, title: document.title, ...properties },
      }),
    ),
    identify: safely((userId: string, traits: JsonObject = {}) => {
      visitor.setUserId(userId);
      send("identify", { traits });
    }),
    reset: safely(visitor.reset),
    anonymousId: visitor.anonymousId,
    commerce: createCommerce(track),
    decide,
    decideOne,
    fill: slots.fill,
    render: slots.renderWith,
    expose,
    shown: () => [...shown.values()].filter(({ slot }) => slot.isConnected),
    onShown(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    consent,
    flush: queue.flush,
  };
}
