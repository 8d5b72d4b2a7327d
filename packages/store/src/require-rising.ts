import { AttuneError } from "@attune/model/errors";
import type { Offset } from "@attune/model/log-entry";
import type { WriteSet } from "@attune/model/write-set";

/** Throws `conflict` where the group was folded on a state that is no longer the newest, or rewrites what was never written. */
export function requireRising(writes: WriteSet, head: Offset): void {
  let before = head;
  for (const [index, { offset }] of writes.entries.entries()) {
    if (offset <= before)
      throw new AttuneError(
        "conflict",
        `entry ${index} of the group has offset ${offset}, which is not after ${before}`,
      );
    before = offset;
  }
  for (const { offset } of writes.rewritten)
    if (offset < 1 || offset > head)
      throw new AttuneError("conflict", `offset ${offset} is not in the log, so it cannot be rewritten`);
}
