import type { DecisionRecord } from "./decision.ts";
import type { Event } from "./event.ts";
import type { Identifier, IdentifierKey } from "./identity.ts";

/** Position in the log: 1, 2, 3, … in the order of acceptance. The log is the truth; everything else is a projection of it. */
export type Offset = number;

/**
 * A thing that happened, as the log keeps it, with how its identity was resolved: the profile that owns it, and in `apart` those of
 * its identifiers that did not join that profile (a limit, two user ids, a separation). Replay follows what is recorded here.
 */
export type LogEntry =
  | { kind: "event"; offset: Offset; profileId: string; event: Event; apart?: IdentifierKey[] }
  | { kind: "decision"; offset: Offset; profileId: string; decision: DecisionRecord; apart?: IdentifierKey[] }
  /** Two profiles became one; written just before the entry that joined them. `from` names the absorbed profile and all it had absorbed. */
  | { kind: "merge"; offset: Offset; profileId: string; from: string[]; via: Identifier; at: number }
  /**
   * A person's order to take a merged profile apart again: `split` are the identifiers that leave, `stay` those that do not, strongest first;
   * `restored` are the profiles that stand afterwards, `people` says for every id under which their entries stood or stand whose it is
   * now. The entries before it were given to their side in place.
   */
  | {
      kind: "unmerge";
      offset: Offset;
      profileId: string;
      split: Identifier[];
      stay: Identifier[];
      /** Put down on the named profiles: `mine` and `theirs` are two people. */
      separations: Array<{ profileId: string; mine: Identifier; theirs: Identifier }>;
      restored: string[];
      people: Array<{ profileId: string; personId: string }>;
      at: number;
      by: string;
    }
  /** A person was erased: pseudonyms only. `heir`: the id that their nameless entries went over to; absent: they became tombstones. */
  | { kind: "erasure"; offset: Offset; profileId: string; profileIds: string[]; at: number; by: string; heir?: string }
  /** What is left of an erased entry, so that counts can stay. `day` is days since 1970 in the business time zone. */
  | { kind: "tombstone"; offset: Offset; day: number; type: string };
