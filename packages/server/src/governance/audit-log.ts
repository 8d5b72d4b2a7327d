import { createHash } from "node:crypto";
import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { AuditRecord, AuditVerification } from "@attune/model/audit-record";
import type { Json } from "@attune/model/json";

const kind = "audit";
const headKind = "audit-head";
const first = "0".repeat(64);
const page = 1_000;

export type AuditEntry = Omit<AuditRecord, "sequence" | "previous" | "hash">;

interface Head {
  sequence: number;
  hash: string;
}

const lastAppend = new WeakMap<DefinitionStore, Promise<unknown>>();

/** Adds a link to the chain; durable when it resolves. One after another: two at once would have the same place. */
export function appendAudit(definitions: DefinitionStore, entry: AuditEntry): Promise<AuditRecord> {
  const next = (lastAppend.get(definitions) ?? Promise.resolve()).then(async () => {
    const head = await headOf(definitions);
    const linked = { ...entry, sequence: head.sequence + 1, previous: head.hash };
    const record: AuditRecord = { ...linked, hash: hashOf(linked) };
    await definitions.put(kind, [[idOf(record.sequence), record as unknown as Json]]);
    await definitions.put(headKind, [["head", { sequence: record.sequence, hash: record.hash }]]);
    return record;
  });
  lastAppend.set(
    definitions,
    next.catch(() => {}),
  );
  return next;
}

/** Newest first, with a smaller number than `before` (null: from the newest), at most `limit`. */
export async function listAudit(
  definitions: DefinitionStore,
  before: number | null,
  limit: number,
): Promise<AuditRecord[]> {
  const newest = before === null ? (await headOf(definitions)).sequence : before - 1;
  const records: AuditRecord[] = [];
  for (let sequence = newest; sequence >= 1 && records.length < limit; sequence--) {
    const record = await recordAt(definitions, sequence);
    if (record !== undefined) records.push(record);
  }
  return records;
}

/** Reads the whole chain: every record is what it was when it was written, none lacks, none was put between. */
export async function verifyAudit(definitions: DefinitionStore): Promise<AuditVerification> {
  let previous = first;
  let sequence = 0;
  let after: string | null = null;
  for (;;) {
    const records: Array<{ id: string; document: Json }> = await definitions.list(kind, after, page);
    for (const { document } of records) {
      const record = document as unknown as AuditRecord;
      sequence += 1;
      const reason = faultOf(record, sequence, previous);
      if (reason !== null) return { entries: sequence, intact: false, head: null, broken: { sequence, reason } };
      previous = record.hash;
    }
    if (records.length < page) break;
    after = records.at(-1)!.id;
  }
  const kept = (await definitions.get(headKind, "head")) as unknown as Head | undefined;
  if (kept !== undefined && kept.sequence > sequence) {
    const broken = { sequence: sequence + 1, reason: `${kept.sequence} records were written, ${sequence} are there` };
    return { entries: sequence, intact: false, head: null, broken };
  }
  return { entries: sequence, intact: true, head: sequence === 0 ? null : previous, broken: null };
}

function faultOf(record: AuditRecord, sequence: number, previous: string): string | null {
  if (record.sequence !== sequence) return `number ${sequence} is missing`;
  if (record.previous !== previous) return "it does not follow from the record before it";
  return record.hash === hashOf(record) ? null : "it was changed after it was written";
}

/** A record is there from its own write on; the pointer may be one behind after a crash. */
async function headOf(definitions: DefinitionStore): Promise<Head> {
  const kept = (await definitions.get(headKind, "head")) as unknown as Head | undefined;
  const head = kept ?? { sequence: 0, hash: first };
  const beyond = await recordAt(definitions, head.sequence + 1);
  return beyond === undefined ? head : { sequence: beyond.sequence, hash: beyond.hash };
}

async function recordAt(definitions: DefinitionStore, sequence: number): Promise<AuditRecord | undefined> {
  return (await definitions.get(kind, idOf(sequence))) as unknown as AuditRecord | undefined;
}

function hashOf({ sequence, at, by, action, target, status, bodyDigest, previous }: Omit<AuditRecord, "hash">): string {
  const told = JSON.stringify([sequence, at, by, action, target, status, bodyDigest, previous]);
  return createHash("sha256").update(told).digest("hex");
}

/** Ids in the order of the numbers. */
function idOf(sequence: number): string {
  return String(sequence).padStart(12, "0");
}
