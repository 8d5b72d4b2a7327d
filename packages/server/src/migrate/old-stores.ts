import type { Stores } from "@attune/engine/ports/stores";
import type { Offset } from "@attune/model/log-entry";
import type { ReadLog } from "./renumber-log.ts";

/** Stores as they are brought over. */
export interface OldStores extends Omit<Stores, "log"> {
  log: ReadLog;
  /** What entries at these offsets of the stores themselves have in `log`; absent: the same. */
  inItsOffsets?: (offsets: ReadonlySet<Offset>) => Promise<ReadonlySet<Offset>>;
}
