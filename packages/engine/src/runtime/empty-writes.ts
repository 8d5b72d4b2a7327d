import type { WriteSet } from "@attune/model/write-set";

/** A write set that changes nothing, to be filled. */
export function emptyWrites(): WriteSet {
  return {
    entries: [],
    rewritten: [],
    profiles: new Map(),
    derivable: new Set(),
    identities: new Map(),
    seen: new Map(),
    quarantined: [],
    released: [],
  };
}
