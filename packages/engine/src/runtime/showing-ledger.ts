import type { DecisionRecord } from "@attune/model/decision";
import { type Identifier, identifierKey } from "@attune/model/identity";
import type { Profile } from "@attune/model/profile";
import type { Reserved } from "../decide/create-restrainer.ts";
import type { FoldResult } from "../profile/fold-group.ts";
import { createGracePeriod } from "./grace-period.ts";
import { promisedBy } from "./promise-first.ts";

/** Showings and offers that were decided on and are not in a profile yet, so that caps hold between a decision and its record. */
export interface ShowingLedger {
  /** A decision is about to read a profile. Whatever becomes of it, `leave` must follow with what this returned, in the turn in which it decides. */
  enter(): number;
  /** Those that a profile, as it was read since `enter`, does not hold. The same turn of the event loop must decide and `reserve`. */
  missingFrom(profile: Profile | undefined, profileId: string, identifiers: readonly Identifier[]): Reserved;
  /** Remembers what a decision shows until its record has landed and nobody can still decide on an older profile. */
  reserve(record: DecisionRecord, profileId: string, written: Promise<readonly FoldResult[]>): void;
  leave(entered: number): void;
}

interface Reservation extends Reserved {
  /** Whom it is about: the profile and all that the request named. */
  keys: readonly string[];
  /** Where the log keeps the record; null while it is not written. */
  offset: number | null;
}

const none: readonly Reservation[] = [];
const nothing: Reserved = { showings: [], offers: [] };
/** A record that was lost counts so long: nothing else remembers it. */
const lostMs = 24 * 3_600_000;
/** Beyond so many lost ones the oldest are let go. */
const mostLost = 10_000;

/** Costs a look at an empty map where nothing is restrained. @param now a clock that never goes back, milliseconds. */
export function createShowingLedger(now: () => number): ShowingLedger {
  const byKey = new Map<string, Reservation[]>();
  /** Decisions between `enter` and `leave` may know the person as they were before a record landed. */
  const deciding = createGracePeriod(forget);
  /** The oldest first. */
  const lost: Array<{ reservation: Reservation; untilMs: number }> = [];

  function forget(reservation: Reservation): void {
    for (const key of reservation.keys) {
      const held = byKey.get(key) ?? [];
      const at = held.indexOf(reservation);
      if (at >= 0) held.splice(at, 1);
      if (held.length === 0) byKey.delete(key);
    }
  }

  function land(reservation: Reservation, result: FoldResult | undefined): void {
    if (result?.kind === "kept") reservation.offset = result.offset;
    deciding.retire(reservation);
  }

  function forgetLost(): void {
    while (lost.length > mostLost || (lost.length > 0 && lost[0]!.untilMs <= now())) forget(lost.shift()!.reservation);
  }

  return {
    enter: deciding.enter,
    leave: deciding.leave,
    missingFrom(profile, profileId, identifiers) {
      if (byKey.size === 0) return nothing;
      const own = keysOf(profileId, identifiers);
      if (!own.some((key) => byKey.has(key))) return nothing;
      const knownUntil = profile?.lastOffset ?? 0;
      const missing: Reserved = { showings: [], offers: [] };
      // What two decisions have in common names one person: whatever either of them named belongs to it.
      const keys = new Set(own);
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
      const keys = keysOf(profileId, record.identifiers);
      const reservation: Reservation = { showings, offers, keys, offset: null };
      for (const key of keys) {
        const present = byKey.get(key);
        if (present === undefined) byKey.set(key, [reservation]);
        else present.push(reservation);
      }
      written.then(
        ([result]) => land(reservation, result),
        () => lost.push({ reservation, untilMs: now() + lostMs }),
      );
      forgetLost();
    },
  };
}

function keysOf(profileId: string, identifiers: readonly Identifier[]): string[] {
  return [profileId, ...identifiers.map(identifierKey)];
}
