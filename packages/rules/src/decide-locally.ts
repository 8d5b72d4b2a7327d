import type { JsonObject } from "@attune/model/json";
import type { LocalBundle, LocalTactic } from "@attune/model/local-bundle";
import type { Undetermined } from "@attune/model/undetermined";
import { createCalendar } from "./calendar.ts";
import type { PersonView } from "./person-view.ts";
import { truthOf } from "./truth-of.ts";

/** What to show in a placement, as the server would say it. */
export interface LocalDecision {
  tacticId: string | null;
  variantId: string | null;
  holdout: boolean;
  content: JsonObject;
}

/** The present moment, as the page knows it. */
export interface LocalMoment {
  context: JsonObject;
  now: number;
  /** How often each tactic came first since the bundle was made. */
  shown?: Readonly<Record<string, number>>;
}

/**
 * Decides placements without the server, with the same answer. Undetermined where the bundle is too old or cannot know: then ask. Whoever
 * shows the answer also sends the same request to `/v1/decide`, which decides the same and records it.
 */
export function decideLocally(
  bundle: LocalBundle,
  placements: readonly string[],
  { context, now, shown = {} }: LocalMoment,
): Record<string, LocalDecision | Undetermined> {
  const isOver = bundle.validUntil !== null && now >= bundle.validUntil;
  const view = viewOf(bundle, context, now);
  /** Those of this call count for the placements after them. */
  const showings: Record<string, number> = { ...shown };
  let isLost = isOver;
  return Object.fromEntries(
    placements.map((placementId) => {
      const answer = isLost
        ? ask("bundle-over", "The bundle is too old, or an earlier placement could not be decided.")
        : decideOne(bundle, placementId, view, now, showings);
      if ("undetermined" in answer) isLost ||= bundle.caps.length > 0;
      else if (answer.tacticId !== null) showings[answer.tacticId] = (showings[answer.tacticId] ?? 0) + 1;
      return [placementId, answer];
    }),
  );
}

function decideOne(
  { placements, caps }: LocalBundle,
  placementId: string,
  view: PersonView,
  now: number,
  showings: Readonly<Record<string, number>>,
): LocalDecision | Undetermined {
  const placement = Object.hasOwn(placements, placementId) ? placements[placementId] : undefined;
  if (placement === undefined) return ask("unknown-placement", `The bundle holds nothing of ${placementId}.`);
  for (const tactic of placement.tactics) {
    if (
      (tactic.startsAt !== undefined && now < tactic.startsAt) ||
      (tactic.endsAt !== undefined && now >= tactic.endsAt)
    )
      continue;
    const answer = tactic.when === undefined ? 1 : truthOf(tactic.when, view);
    if (answer === -1) continue;
    if (answer === 0) return ask("not-known", `Whether ${tactic.tacticId} is for this person is not known here.`);
    if (tactic.asksServer === true) return ask("asks-server", `${tactic.tacticId} needs what only the server has.`);
    if (caps.some((cap) => isFull(cap, tactic, showings))) continue;
    const { tacticId, variantId, holdout, content } = tactic;
    if (holdout !== true) return { tacticId, variantId, holdout: false, content };
    if (placement.asksServer === true)
      return ask("asks-server", "The placement's default needs what only the server has.");
    return { tacticId, variantId: null, holdout: true, content: placement.content };
  }
  if (placement.asksServer === true)
    return ask("asks-server", "The placement's default needs what only the server has.");
  return { tacticId: null, variantId: null, holdout: false, content: placement.content };
}

function isFull(
  { tactics, left }: LocalBundle["caps"][number],
  { tacticId }: LocalTactic,
  showings: Readonly<Record<string, number>>,
): boolean {
  if (!tactics.includes(tacticId)) return false;
  return tactics.reduce((sum, id) => sum + (showings[id] ?? 0), 0) >= left;
}

/** A person of whom nothing is known but the page and the clock: the rest is worked into the bundle. */
function viewOf({ timeZone, bucketingKey, device }: LocalBundle, context: JsonObject, now: number): PersonView {
  const calendar = createCalendar(timeZone);
  return {
    context: device === undefined ? context : { ...context, device },
    now,
    today: calendar.dayOf(now),
    calendar,
    bucketingKey,
    traits: () => undefined,
    counter: () => undefined,
    visitor: "new",
    cart: "empty",
  };
}

function ask(code: string, reason: string): Undetermined {
  return { undetermined: { code, reason } };
}
