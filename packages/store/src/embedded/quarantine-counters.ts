import type { QuarantinedEvent } from "@attune/model/quarantined";
import { decode, encode } from "../encode.ts";
import type { Databases, Operation } from "./databases.ts";

/** Kept beside the quarantined events in the same transactions, so that counting reads nothing and ids are never given twice. */
interface Counters {
  nextId: number;
  byCode: Record<string, number>;
}

const key = "quarantine";

export function readCounters({ meta }: Databases): Counters {
  const bytes = meta.getBinaryFast(key);
  return bytes === undefined ? { nextId: 1, byCode: {} } : decode<Counters>(bytes);
}

/** What adding and releasing quarantined events changes; ids that are not there are passed over. */
export function quarantineOperations(
  databases: Databases,
  added: readonly QuarantinedEvent[],
  released: readonly number[],
): Operation[] {
  if (added.length === 0 && released.length === 0) return [];
  const { nextId, byCode } = readCounters(databases);
  const counters = { nextId, byCode: { ...byCode } };
  const operations: Operation[] = [];
  const count = (code: string, by: number) => {
    counters.byCode[code] = (counters.byCode[code] ?? 0) + by;
    if (counters.byCode[code] === 0) delete counters.byCode[code];
  };
  for (const event of added) {
    operations.push({ put: "quarantine", key: event.quarantineId, value: encode(event) });
    counters.nextId = Math.max(counters.nextId, event.quarantineId + 1);
    count(event.code, 1);
  }
  for (const id of new Set(released)) {
    const bytes = databases.quarantine.getBinaryFast(id);
    if (bytes === undefined) continue;
    operations.push({ remove: "quarantine", key: id });
    count(decode<QuarantinedEvent>(bytes).code, -1);
  }
  operations.push({ put: "meta", key, value: encode(counters) });
  return operations;
}
