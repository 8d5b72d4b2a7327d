import { createHash } from "node:crypto";
import { isOwned, type OwnedEntry, stampOf } from "@attune/engine/profile/owned-entry";
import type { Engine } from "@attune/engine/runtime/engine";
import { takeTurns } from "@attune/engine/runtime/take-turns";
import { wilsonInterval } from "@attune/measure/experiment/binomial-interval";
import type { PlanReach, PlaybookChange, ReachOfChange, ReachUnderPlaybook } from "@attune/model/playbook-report";
import type { Playbook } from "@attune/model/tactic";
import { type Calendar, createCalendar } from "@attune/rules/calendar";
import { askedPlacements } from "./asked-placements.ts";
import { type PersonReach, replayPerson } from "./replay-person.ts";
import { type ReplayedPerson, replayRules } from "./replayed-life.ts";

const days = 28;
const dayMs = 86_400_000;
/** So many people who were here in the window are replayed, at most. */
const mostReplayed = 300;
/** So many are looked at to find them. */
const mostLooked = 5_000;
const pageSize = 200;
/** Of one person; of who has more the latest. */
const mostEntries = 1_000;
/** Changes of these may reach through any tactic or journey. */
const farReaching: ReadonlySet<string> = new Set([
  "segments",
  "restraint",
  "placements",
  "offers",
  "delivery",
  "messages",
  "holdout",
  "privacy",
  "experiments",
]);

interface Sampled {
  person: ReplayedPerson;
  entries: OwnedEntry[];
}

/**
 * Whom changed tactics and journeys would have reached in the last 28 days, and how often, from living these days of a sample of people once more under the
 * playbook that runs and under the next. Null where nothing that changes is shown or sent. Linear in what
 * happened to the sample: a few milliseconds for each person and playbook.
 *
 * @param seed names the sample: the same seed takes the same people.
 */
export async function planReach(
  engine: Engine,
  next: Playbook,
  changes: readonly PlaybookChange[],
  now: number,
  seed: string,
): Promise<PlanReach | null> {
  const named = changedIds(changes);
  const isFar = changes.some(({ section }) => farReaching.has(section));
  if (named.length === 0 && !isFar) return null;
  const { timeZone } = engine.business();
  const calendar: Calendar = createCalendar(timeZone);
  const window = { fromAt: now - days * dayMs, untilAt: now };
  const { sample, looked, active } = await takeSample(engine, window.fromAt, seed);
  const usedUp = new Set((await engine.offerAccounts()).flatMap(({ offerId, isUsedUp }) => (isUsedUp ? offerId : [])));
  const parts = { calendar, timeZone, offerHasRoom: (offerId: string) => !usedUp.has(offerId) };
  const view = engine.catalogue.view();
  const [before, after] = [replayRules(engine.playbook, view, parts), replayRules(next, view, parts)];
  const asked = askedPlacements(
    sample.map(({ entries }) => entries),
    { ...engine.playbook.placements, ...next.placements },
    window.fromAt,
  );
  const takeTurn = takeTurns();
  const reached: Array<{ before: PersonReach; after: PersonReach }> = [];
  for (const { person, entries } of sample) {
    const asks = asked.of(entries);
    const was = await replayPerson(person, entries, asks, window, before, takeTurn);
    reached.push({ before: was, after: await replayPerson(person, entries, asks, window, after, takeTurn) });
  }
  const profiles = await engine.stores.state.profileCount();
  // Of those who were not here nobody is reached.
  const people = looked === 0 ? 0 : Math.round(active * Math.max(1, profiles / looked));
  const keys = isFar ? [...new Set([...named, ...reached.flatMap(differing)])] : named;
  const under = (playbook: Playbook, key: string, side: "before" | "after") =>
    isIn(playbook, key)
      ? summary(
          reached.map((both) => both[side]),
          key,
          people,
        )
      : null;
  return {
    days,
    seed,
    people,
    replayed: sample.length,
    changes: keys.sort().map((key): ReachOfChange => {
      const [kind, id] = key.split("/") as ["tactics" | "journeys", string];
      return {
        kind: kind === "tactics" ? "tactic" : "journey",
        id,
        before: under(engine.playbook, key, "before"),
        after: under(next, key, "after"),
      };
    }),
    notes: notesOf(asked.everywhere, next, keys),
  };
}

function changedIds(changes: readonly PlaybookChange[]): string[] {
  return changes.flatMap(({ section, id }) =>
    section === "tactics" || section === "journeys" ? [`${section}/${id}`] : [],
  );
}

function isIn({ tactics, journeys = [] }: Playbook, key: string): boolean {
  return [
    ...tactics.map(({ tacticId }) => `tactics/${tacticId}`),
    ...journeys.map(({ journeyId }) => `journeys/${journeyId}`),
  ].includes(key);
}

/** What would have reached this person another number of times. */
function differing({ before, after }: { before: PersonReach; after: PersonReach }): string[] {
  const keys = new Set([...before.times.keys(), ...after.times.keys()]);
  return [...keys].filter((key) => before.times.get(key) !== after.times.get(key));
}

/** @param people who were here in the window, of whom these are a sample */
function summary(sample: readonly PersonReach[], key: string, people: number): ReachUnderPlaybook {
  const times = sample.flatMap((reach) => reach.times.get(key) ?? []).sort((a, b) => a - b);
  const weight = sample.length === 0 ? 0 : people / sample.length;
  const heldBack = new Map<string, number>();
  for (const reach of sample)
    for (const [why, count] of reach.heldBack.get(key) ?? []) heldBack.set(why, (heldBack.get(why) ?? 0) + count);
  const [low, high] = wilsonInterval({ n: Math.max(1, sample.length), successes: times.length });
  return {
    people: Math.round(times.length * weight),
    interval: weight > 1 ? [Math.floor(low * people), Math.ceil(high * people)] : null,
    perPerson:
      times.length === 0
        ? null
        : {
            mean: times.reduce((sum, count) => sum + count, 0) / times.length,
            p95: times[Math.ceil(0.95 * times.length) - 1]!,
            most: times.at(-1)!,
          },
    heldBack: [...heldBack]
      .map(([why, count]) => ({ why, times: Math.round(count * weight) }))
      .sort((a, b) => b.times - a.times || (a.why < b.why ? -1 : 1)),
  };
}

function notesOf(everywhere: readonly string[], { tactics }: Playbook, keys: readonly string[]): string[] {
  const unasked = tactics.filter(
    ({ tacticId, placementId }) => keys.includes(`tactics/${tacticId}`) && everywhere.includes(placementId),
  );
  const placements = [...new Set(unasked.map(({ placementId }) => placementId))];
  return placements.map(
    (id) => `Nobody asked for ${id} in these days: each page view is taken to, so this is the most that it can be.`,
  );
}

/** People by id from where the seed points on, round to the beginning: ids are hashes, so that they are a random sample of all. */
async function takeSample(engine: Engine, fromAt: number, seed: string) {
  const { state, scores } = engine.stores;
  const sample: Sampled[] = [];
  const startId = createHash("sha256").update(seed).digest("base64url").slice(0, 22);
  const takeTurn = takeTurns();
  let looked = 0;
  let active = 0;
  const pages = async function* () {
    for (const [begin, end] of [
      [startId, null],
      [null, startId],
    ] as const) {
      for (let after: string | null = begin; ; ) {
        const ids: string[] = await state.profileIds(after, pageSize);
        yield end === null ? ids : ids.filter((id) => id <= end);
        if (ids.length < pageSize || (end !== null && ids.at(-1)! > end)) break;
        after = ids.at(-1)!;
      }
    }
  };
  for await (const ids of pages()) {
    for (const id of ids) {
      if (looked >= mostLooked || sample.length >= mostReplayed) return { sample, looked, active };
      await takeTurn();
      const profile = await state.profile(id);
      if (profile === undefined) continue;
      looked += 1;
      if (profile.lastSeenAt < fromAt) continue;
      active += 1;
      const entries = (await engine.timeline(profile, null, mostEntries)).filter(isOwned);
      entries.sort((a, b) => stampOf(a).at - stampOf(b).at || a.offset - b.offset);
      sample.push({ person: { profile, scores: await scores.of(id) }, entries });
    }
  }
  return { sample, looked, active };
}
