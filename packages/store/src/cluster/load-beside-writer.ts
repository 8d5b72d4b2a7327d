import type { LiveState } from "@attune/engine/ports/live-state";
import type { LiveReads } from "./live-reads.ts";

/** `load` for a node that writes nothing itself: people as they are, and of the log's next places nothing, for they are the writer's affair. */
export function loadBesideWriter(reads: Pick<LiveReads, "owners">): LiveState["load"] {
  return async (identifiers, _messageKeys, readSince) => ({
    ...(await reads.owners(identifiers, readSince)),
    nextOffset: 1,
    seen: new Set(),
    nextQuarantineId: 1,
  });
}
