import type { DeliveryRecord, JourneyRun, PendingDelivery } from "@attune/model/journey";
import type { Offset } from "@attune/model/log-entry";

/** How far the two sources of triggers have been followed. */
export interface JourneyCheckpoint {
  offset: Offset;
  transition: number;
  /** By journey id: the business day that its daily trigger served last. */
  served: Record<string, number>;
}

/** Everything that one step of the journeys changes. Applied whole or not at all. */
export interface JourneyChanges {
  checkpoint?: JourneyCheckpoint;
  /** The present run of a person in a journey; null removes it. By `runKey`. */
  runs?: ReadonlyMap<string, JourneyRun | null>;
  /** Messages that became due; one of a known id takes its place. */
  pending?: readonly PendingDelivery[];
  /** Messages that are no longer pending, and what became of them. */
  done?: readonly DeliveryRecord[];
}

/** Names a person's run in a journey: journey ids hold no NUL. */
export const runKey = (journeyId: string, profileId: string): string => `${journeyId}\u0000${profileId}`;

/** An address that is not written to, by the hash that stands for it. */
export interface Suppression {
  addressHash: string;
  reason: string;
  at: number;
}

/** Who is where in which journey, what waits to be sent, and what was sent: what a restart must not forget. */
export interface JourneyStore {
  checkpoint(): Promise<JourneyCheckpoint | null>;
  /** Atomic and durable when it resolves. */
  commit(changes: JourneyChanges): Promise<void>;
  run(journeyId: string, profileId: string): Promise<JourneyRun | undefined>;
  /** Journeys that somebody has a run in, ascending. */
  journeyIds(): Promise<string[]>;
  /** Runs of a journey, ascending by profile id, after `after`, at most `limit`. */
  runsOf(journeyId: string, after: string | null, limit: number): Promise<JourneyRun[]>;
  /** Runs that wait and whose time has come, earliest first, at most `limit`. */
  dueRuns(now: number, limit: number): Promise<JourneyRun[]>;
  /** Pending deliveries whose time has come, earliest first, at most `limit`; those `except` are passed over unread. */
  dueDeliveries(now: number, limit: number, except?: ReadonlySet<string>): Promise<PendingDelivery[]>;
  /** The earliest time at which a run or a delivery is due; null where none is. */
  nextDueAt(): Promise<number | null>;
  pendingCount(): Promise<number>;
  /** One message that is pending. */
  pendingDelivery(deliveryId: string): Promise<PendingDelivery | undefined>;
  /**
   * All that are pending, of one person or (null) of all, in no order that means anything: ids are hashes, so that the first are a sample of all. Page by page, each read in about half a
   * millisecond; what comes or goes meanwhile may be told or not. Linear in all that is pending, also for one person.
   */
  pendingDeliveries(profileId: string | null): AsyncIterable<PendingDelivery[]>;
  /** What became of messages, newest first, of one person or (null) of all, at most `limit`. Only the latest `keptDeliveries` are kept. */
  deliveries(profileId: string | null, limit: number): Promise<DeliveryRecord[]>;
  /** The record of one message. */
  delivery(deliveryId: string): Promise<DeliveryRecord | undefined>;
  /** An address takes no such messages any more. Kept as a hash. */
  suppress(addressKey: string, reason: string, at: number): Promise<void>;
  suppression(addressKey: string): Promise<{ reason: string; at: number } | undefined>;
  /** All of them, ascending by hash, after `after`, at most `limit`: for a move to other stores. */
  suppressions(after: string | null, limit: number): Promise<Suppression[]>;
  /** Takes in what `suppressions` of other stores told. */
  keepSuppressions(suppressions: readonly Suppression[]): Promise<void>;
  /** Removes all that is kept of people: they are erased. Suppressions stay: an erased person is not to be written to either. */
  forget(profileIds: ReadonlySet<string>): Promise<void>;
}

export const keptDeliveries = 1_000_000;
