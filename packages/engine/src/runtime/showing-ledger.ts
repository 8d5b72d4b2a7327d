import type { DecisionRecord } from "@attune/model/decision";
import { type Identifier, identifierKey } from "@attune/model/identity";
import type { Profile, Showing } from "@attune/model/profile";
import type { FoldResult } from "../profile/fold-group.ts";

/** Showings that were decided on and are not in a profile yet, so that caps hold between a decision and its record. */
export interface ShowingLedger {
  /** Those that a profile, as it was loaded, does not hold. The same turn of the event loop must decide and `reserve`. */
  missingFrom(profile: Profile | undefined, profileId: string, identifiers: readonly Identifier[]): readonly Showing[];
  /** Remembers what a decision shows until its record has landed and nobody can still decide on an older profile. */
  reserve(record: DecisionRecord, profileId: string, written: Promise<readonly FoldResult[]>): void;
}

interface Reservation {
  showings: Showing[];
  /** Where the log keeps the record; null while it is not written. */
  offset: number | null;
}

const none: readonly Showing[] = [];
/** No decision takes longer between reading a profile and deciding on it; nothing else happens in between but other decisions. */
const lingerMs = 5_000;
/** A record that was lost counts so long: nothing else remembers it. */
const lostMs = 24 * 3_600_000;
/** Beyond so many lost ones the oldest are let go. */
const mostLost = 10_000;

/** Costs a look at an empty map where nothing is restrained. @param now a clock that never goes back, milliseconds. */
export function createShowingLedger(now: () => number): ShowingLedger {
  const byKey = new Map<string, Set<Reservation>>();
  const landed = createWaitingLine(lingerMs, Number.POSITIVE_INFINITY);
  const lost = createWaitingLine(lostMs, mostLost);

  function forget({ keys, reservation }: Held): void {
    for (const key of keys) {
      const held = byKey.get(key);
      held?.delete(reservation);
      if (held?.size === 0) byKey.delete(key);
    }
  }

  return {
    missingFrom(profile, profileId, identifiers) {
      if (byKey.size === 0) return none;
      let missing: Set<Showing> | undefined;
      const knownUntil = profile?.lastOffset ?? 0;
      for (const key of keysOf(profileId, identifiers)) {
        for (const { showings, offset } of byKey.get(key) ?? []) {
          if (offset !== null && offset <= knownUntil) continue;
          missing ??= new Set();
          for (const showing of showings) missing.add(showing);
        }
      }
      return missing === undefined ? none : [...missing];
    },
    reserve(record, profileId, written) {
      const showings = showingsOf(record);
      if (showings.length === 0) return;
      const reservation: Reservation = { showings, offset: null };
      const held: Held = { reservation, keys: keysOf(profileId, record.identifiers) };
      for (const key of held.keys) {
        const present = byKey.get(key);
        if (present === undefined) byKey.set(key, new Set([reservation]));
        else present.add(reservation);
      }
      written.then(
        ([result]) => {
          if (result?.kind === "kept") reservation.offset = result.offset;
          landed.add(held, now());
        },
        () => lost.add(held, now()),
      );
      for (const over of landed.takeOver(now())) forget(over);
      for (const over of lost.takeOver(now())) forget(over);
    },
  };
}

interface Held {
  reservation: Reservation;
  keys: string[];
}

function keysOf(profileId: string, identifiers: readonly Identifier[]): string[] {
  return [profileId, ...identifiers.map(identifierKey)];
}

function showingsOf({ at, opportunities }: DecisionRecord): Showing[] {
  return opportunities.flatMap(({ tacticId, placementId, countsIn: channel }) =>
    channel === undefined ? [] : [{ at, offset: 0, tacticId, placementId, channel }],
  );
}

/** First in, first out: each stays for a time, and no more than so many stay. */
function createWaitingLine(stayMs: number, most: number) {
  let line: Array<{ held: Held; untilMs: number }> = [];
  let first = 0;
  return {
    add: (held: Held, at: number) => void line.push({ held, untilMs: at + stayMs }),
    takeOver(at: number): Held[] {
      const over: Held[] = [];
      while (first < line.length && (line[first]!.untilMs <= at || line.length - first > most))
        over.push(line[first++]!.held);
      if (first > 1_000 && first * 2 > line.length) {
        line = line.slice(first);
        first = 0;
      }
      return over;
    },
  };
}
