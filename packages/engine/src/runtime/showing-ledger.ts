import type { DecisionRecord } from "@attune/model/decision";
import { type Identifier, identifierKey } from "@attune/model/identity";
import type { Profile } from "@attune/model/profile";
import type { Reserved } from "../decide/create-restrainer.ts";
import type { FoldResult } from "../profile/fold-group.ts";
import { promisedBy } from "./promise-first.ts";

/** Showings and offers that were decided on and are not in a profile yet, so that caps hold between a decision and its record. */
export interface ShowingLedger {
  /** Those that a profile, as it was loaded, does not hold. The same turn of the event loop must decide and `reserve`. */
  missingFrom(profile: Profile | undefined, profileId: string, identifiers: readonly Identifier[]): Reserved;
  /** Remembers what a decision shows until its record has landed and nobody can still decide on an older profile. */
  reserve(record: DecisionRecord, profileId: string, written: Promise<readonly FoldResult[]>): void;
}

interface Reservation extends Reserved {
  /** Whom it is about: the profile and all that the request named. */
  keys: readonly string[];
  /** Where the log keeps the record; null while it is not written. */
  offset: number | null;
}

const none: ReadonlySet<Reservation> = new Set();
const nothing: Reserved = { showings: [], offers: [] };
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

  function forget(reservation: Reservation): void {
    for (const key of reservation.keys) {
      const held = byKey.get(key);
      held?.delete(reservation);
      if (held?.size === 0) byKey.delete(key);
    }
  }

  return {
    missingFrom(profile, profileId, identifiers) {
      if (byKey.size === 0) return nothing;
      const knownUntil = profile?.lastOffset ?? 0;
      const missing: Reserved = { showings: [], offers: [] };
      // What two decisions have in common names one person: whatever either of them named belongs to it.
      const keys = new Set(keysOf(profileId, identifiers));
      const seen = new Set<Reservation>();
      for (const key of keys) {
        for (const reservation of byKey.get(key) ?? none) {
          if (seen.has(reservation)) continue;
          seen.add(reservation);
          for (const other of reservation.keys) keys.add(other);
          if (reservation.offset !== null && reservation.offset <= knownUntil) continue;
          missing.showings.push(...reservation.showings);
          missing.offers.push(...reservation.offers);
        }
      }
      return missing;
    },
    reserve(record, profileId, written) {
      const { showings, offers } = promisedBy(record);
      if (showings.length === 0 && offers.length === 0) return;
      const reservation = {
        showings,
        offers,
        keys: keysOf(profileId, record.identifiers),
        offset: null as number | null,
      };
      for (const key of reservation.keys) {
        const present = byKey.get(key);
        if (present === undefined) byKey.set(key, new Set([reservation]));
        else present.add(reservation);
      }
      written.then(
        ([result]) => {
          if (result?.kind === "kept") reservation.offset = result.offset;
          landed.add(reservation, now());
        },
        () => lost.add(reservation, now()),
      );
      for (const over of landed.takeOver(now())) forget(over);
      for (const over of lost.takeOver(now())) forget(over);
    },
  };
}

function keysOf(profileId: string, identifiers: readonly Identifier[]): string[] {
  return [profileId, ...identifiers.map(identifierKey)];
}

/** First in, first out: each stays for a time, and no more than so many stay. */
function createWaitingLine(stayMs: number, most: number) {
  let line: Array<{ held: Reservation; untilMs: number }> = [];
  let first = 0;
  return {
    add: (held: Reservation, at: number) => void line.push({ held, untilMs: at + stayMs }),
    takeOver(at: number): Reservation[] {
      const over: Reservation[] = [];
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
