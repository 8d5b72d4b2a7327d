import type { OwnedEntry } from "@attune/engine/profile/owned-entry";
import type { Offset } from "@attune/model/log-entry";
import { createReplayedJourneys } from "./replayed-journeys.ts";
import { createReplayedLife, type ReplayedPerson, type ReplayRules } from "./replayed-life.ts";

/** What would have come of tactics and journeys for one person: by `tactics/ID` and `journeys/ID`. */
export interface PersonReach {
  /** How often it was shown, or how many messages were sent. */
  times: Map<string, number>;
  /** By reason, how often it was held back. */
  heldBack: Map<string, Map<string, number>>;
}

/** What the replay works out anew. */
const ownSources: ReadonlySet<string> = new Set(["deliver", "journey"]);
const restraining: ReadonlySet<string> = new Set(["capped", "quiet-hours", "excluded", "offer-over", "held-out"]);

/**
 * Lives the window of a person once more under other rules. What was before is as it was; in the window events are as they were, while what was shown and sent
 * is worked out anew, and counts for caps from then on.
 *
 * @param entries ascending in time.
 * @param takeTurn awaited between entries, so that others have their turn.
 * @param asks the placements that are asked for right after an entry of the window.
 */
export async function replayPerson(
  person: ReplayedPerson,
  entries: readonly OwnedEntry[],
  asks: ReadonlyMap<Offset, string[]>,
  window: { fromAt: number; untilAt: number },
  rules: ReplayRules,
  takeTurn: () => Promise<void>,
): Promise<PersonReach> {
  const reach: PersonReach = { times: new Map(), heldBack: new Map() };
  const count = (key: string) => reach.times.set(key, (reach.times.get(key) ?? 0) + 1);
  const hold = (key: string, why: string) => {
    const reasons = reach.heldBack.get(key) ?? new Map<string, number>();
    reach.heldBack.set(key, reasons.set(why, (reasons.get(why) ?? 0) + 1));
  };
  const life = createReplayedLife(person, rules);
  const journeys = createReplayedJourneys(life, rules, window, (journeyId, heldBack) => {
    if (heldBack === null) count(`journeys/${journeyId}`);
    else hold(`journeys/${journeyId}`, heldBack);
  });

  for (const entry of entries) {
    await takeTurn();
    const { at, device, channel } = entry.kind === "event" ? entry.event : entry.decision;
    if (at < window.fromAt) {
      life.live(entry);
      continue;
    }
    journeys.passTo(at);
    if (entry.kind === "event" && !ownSources.has(entry.event.source)) {
      life.live(entry);
      journeys.hear(entry.event);
    }
    const placements = asks.get(entry.offset);
    if (placements === undefined) continue;
    const where = { ...(device === undefined ? {} : { device }), ...(channel === undefined ? {} : { channel }) };
    const response = life.ask(placements, at, where);
    for (const { tacticId, holdout } of Object.values(response.placements))
      if (tacticId !== null && !holdout) count(`tactics/${tacticId}`);
    for (const { tacticId, outcome } of response.trace ?? [])
      if (restraining.has(outcome)) hold(`tactics/${tacticId}`, outcome);
  }
  journeys.passTo(window.untilAt);
  return reach;
}
