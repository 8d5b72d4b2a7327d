import type { JourneyCheckpoint } from "@attune/engine/ports/journey-store";
import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { DeliveryRecord, JourneyRun, PendingDelivery } from "@attune/model/journey";
import type { Json } from "@attune/model/json";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import type { Scores } from "@attune/model/score";
import type { FoundMemberships, Transition } from "@attune/model/segment";

/** What the memory adapters share, as one LMDB environment is shared by the embedded ones. */
export interface Tables {
  /** Ascending by offset. */
  log: LogEntry[];
  offsetsByProfile: Map<string, Set<Offset>>;
  profiles: Map<string, Profile>;
  identities: Map<IdentifierKey, IdentityRecord>;
  /** Message key → time after which it may be forgotten. */
  seen: Map<string, number>;
  quarantine: Map<number, QuarantinedEvent>;
  nextQuarantineId: number;
  definitions: Map<string, Map<string, Json>>;
  /** By profile id. */
  scores: Map<string, Scores>;
  /** By profile id. */
  memberships: Map<string, FoundMemberships>;
  /** Ascending by sequence number. */
  transitions: Transition[];
  lastTransition: number;
  journeyCheckpoint: JourneyCheckpoint | null;
  /** By `runKey`. */
  journeyRuns: Map<string, JourneyRun>;
  pendingDeliveries: Map<string, PendingDelivery>;
  /** By delivery id, oldest first. */
  deliveries: Map<string, DeliveryRecord>;
  /** By `hashKey` of the address. */
  suppressions: Map<string, { reason: string; at: number }>;
}

export function createTables(): Tables {
  return {
    log: [],
    offsetsByProfile: new Map(),
    profiles: new Map(),
    identities: new Map(),
    seen: new Map(),
    quarantine: new Map(),
    nextQuarantineId: 1,
    definitions: new Map(),
    scores: new Map(),
    memberships: new Map(),
    transitions: [],
    lastTransition: 0,
    journeyCheckpoint: null,
    journeyRuns: new Map(),
    pendingDeliveries: new Map(),
    deliveries: new Map(),
    suppressions: new Map(),
  };
}
