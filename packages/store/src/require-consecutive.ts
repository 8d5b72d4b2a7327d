import { AttuneError } from "@attune/model/errors";
import type { Offset } from "@attune/model/log-entry";
import type { WriteSet } from "@attune/model/write-set";

/** Throws `conflict` where the group was folded on a state that is no longer the newest, or rewrites what was never written. */
export function requireConsecutive(writes: WriteSet, nextOffset: Offset): void {
  writes.entries.forEach((entry, index) => {
    if (entry.offset !== nextOffset + index)
      throw new AttuneError(
        "conflict",
        `entry ${index} of the group has offset ${entry.offset}, expected ${nextOffset + index}`,
      );
  });
  for (const { offset } of writes.rewritten)
    if (offset < 1 || offset >= nextOffset)
      throw new AttuneError("conflict", `offset ${offset} is not in the log, so it cannot be rewritten`);
}
