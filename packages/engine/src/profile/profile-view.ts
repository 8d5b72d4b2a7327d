import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { QuarantinedEvent } from "@attune/model/quarantined";

/** What this stage reads: the part of the live state that a group of entries can touch (`LiveView` of the port). */
export interface ProfileView {
  nextOffset: Offset;
  identities: ReadonlyMap<IdentifierKey, IdentityRecord>;
  profiles: ReadonlyMap<string, Profile>;
  seen: ReadonlySet<string>;
  nextQuarantineId: number;
}

/** What this stage changes, as data (`WriteSet` of the port). */
export interface ProfileWrites {
  entries: LogEntry[];
  rewritten: LogEntry[];
  profiles: Map<string, Profile | null>;
  identities: Map<IdentifierKey, IdentityRecord | null>;
  seen: Map<string, number>;
  quarantined: QuarantinedEvent[];
  released: number[];
}
