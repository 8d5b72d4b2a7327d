import type { LogEntry } from "@attune/model/log-entry";
import type { FoundMemberships, Transition } from "@attune/model/segment";
import type { NewTransition } from "../ports/membership-store.ts";
import type { Stores } from "../ports/stores.ts";
import { findMemberships, foundSame, nothingFound } from "../segment/find-memberships.ts";
import { transitionsBetween } from "../segment/transitions-between.ts";
import { recordOf, type SegmentsInForce } from "./segments-in-force.ts";
import { takeTurns } from "./take-turns.ts";
import { viewOfPerson } from "./view-of-person.ts";

/**
 * Finds the memberships of people as of a moment each, and writes down what is another than before. Returns what they came into and left;
 * nothing of segments that are being found anew for everybody.
 */
export async function lookAtPeople(
  people: Iterable<readonly [profileId: string, at: number]>,
  inForce: SegmentsInForce,
): Promise<{ changed: number; transitions: NewTransition[] }> {
  const changed = new Map<string, FoundMemberships | null>();
  const transitions: NewTransition[] = [];
  const othersTurn = takeTurns();
  for (const [profileId, at] of people) {
    inForce.fill?.touched.add(profileId);
    const looked = await look(profileId, at, inForce);
    if (looked !== null) {
      changed.set(profileId, recordOf(looked.after));
      for (const transition of transitionsBetween(profileId, looked.before, looked.after, at))
        if (inForce.fill?.asked.has(transition.segmentId) !== true) transitions.push(transition);
    }
    await othersTurn();
  }
  if (changed.size > 0) await inForce.stores.memberships.put({ people: changed, transitions });
  return { changed: changed.size, transitions };
}

/** Null where there is nobody, or nothing has changed. */
async function look(profileId: string, at: number, { stores, conditions, calendar, sensitive }: SegmentsInForce) {
  const profile = await stores.state.profile(profileId);
  if (profile === undefined) return null;
  const before = (await stores.memberships.of(profileId)) ?? nothingFound;
  const view = viewOfPerson(profile, await stores.scores.of(profileId), at, { calendar, sensitive: sensitive() });
  const after = findMemberships(conditions, view, before);
  return foundSame(before, after) ? null : { before, after };
}

/** Whom entries are about. A decision changes nothing that segments ask about, but the person it is the first entry of. */
export async function peopleIn(entries: readonly LogEntry[], { state }: Pick<Stores, "state">): Promise<Set<string>> {
  const people = new Set<string>();
  for (const entry of entries) {
    if (entry.kind === "event" || entry.kind === "merge") people.add(entry.profileId);
    else if (entry.kind === "unmerge") for (const { personId } of entry.people) people.add(personId);
    else if (entry.kind === "decision" && !people.has(entry.profileId)) {
      const profile = await state.profile(entry.profileId);
      if (profile?.createdOffset === entry.offset) people.add(entry.profileId);
    }
  }
  return people;
}

/** The profiles that entries say are erased. */
export function erasedIn(entries: readonly LogEntry[]): ReadonlySet<Transition["profileId"]> {
  return new Set(entries.flatMap((entry) => (entry.kind === "erasure" ? entry.profileIds : [])));
}
