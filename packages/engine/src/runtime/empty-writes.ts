import type { WriteSet } from "../ports/live-state.ts";

/** A write set that changes nothing, to be filled. */
export function emptyWrites(): WriteSet {
  return {
    entries: [],
    rewritten: [],
    profiles: new Map(),
    identities: new Map(),
    seen: new Map(),
    quarantined: [],
    released: [],
  };
}
