import { type Identifier, type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { Json, JsonObject } from "@attune/model/json";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import type { WriteSet } from "@attune/model/write-set";
import { readIdentifiers } from "../collect/read-identifiers.ts";
import { isRefusal } from "../collect/refusal.ts";
import type { Quarantine } from "../ports/quarantine.ts";
import { createScrub } from "../profile/scrub.ts";
import { quarantinedBody } from "./quarantined-body.ts";

const pageSize = 500;

/**
 * What an erasure changes in the quarantine. Events of the person go. Events of others stay: they can be replayed, and are no less
 * theirs for naming someone; the identifiers are taken out of them. Linear in the quarantine.
 */
export async function forgetQuarantined(
  quarantine: Quarantine,
  identities: readonly Identifier[],
  nextQuarantineId: number,
): Promise<Pick<WriteSet, "released" | "quarantined">> {
  const keys = new Set(identities.map(identifierKey));
  const scrub = createScrub(identities.map(({ value }) => value));
  const released: number[] = [];
  const quarantined: QuarantinedEvent[] = [];
  for (let before: number | null = null; ; ) {
    const page: QuarantinedEvent[] = await quarantine.list(before, pageSize);
    for (const entry of page) {
      const scrubbed = scrubEntry(entry, scrub);
      if (isOf(entry, keys)) released.push(entry.quarantineId);
      else if (scrubbed !== entry) {
        released.push(entry.quarantineId);
        quarantined.push({ ...scrubbed, quarantineId: nextQuarantineId + quarantined.length });
      }
    }
    if (page.length < pageSize) return { released, quarantined };
    before = page.at(-1)!.quarantineId;
  }
}

type Scrub = <T extends Json>(json: T) => T;

/** The same entry where there is nothing to take out. Bytes in which an identifier can be read, or nothing, go; what was read of them stays. */
function scrubEntry(entry: QuarantinedEvent, scrub: Scrub): QuarantinedEvent {
  const scrubbed = scrubRead(entry, scrub);
  if (entry.bytesBase64 === undefined) return scrubbed;
  const isClean = !isCompressed(entry.bytesBase64) && readings(entry.bytesBase64).every((text) => scrub(text) === text);
  if (scrubbed === entry && isClean) return entry;
  const { bytesBase64: _, ...rest } = scrubbed;
  return rest;
}

function scrubRead(entry: QuarantinedEvent, scrub: Scrub): QuarantinedEvent {
  const before: JsonObject = { payload: entry.payload, reason: entry.reason, context: entry.context ?? null };
  const { payload, reason, context } = scrub(before);
  if (payload === before.payload && reason === before.reason && context === before.context) return entry;
  const rest = { ...entry, payload: payload!, reason: String(reason) };
  return entry.context === undefined ? rest : { ...rest, context: context as JsonObject };
}

/** Begins like gzip: nobody can say whom it names, so it does not outlive an erasure. */
function isCompressed(bytesBase64: string): boolean {
  return /^H4[s-v]/.test(bytesBase64);
}

/** What an identifier could be read from: whole where UTF-8 cut it, with every byte a character, and without the zeros of UTF-16. */
function readings(bytesBase64: string): string[] {
  const bytes = Buffer.from(bytesBase64, "base64");
  const byByte = new TextDecoder("windows-1252").decode(bytes);
  return [bytes.toString("utf8"), byByte, byByte.replaceAll("\0", "")];
}

/** Whether collect would take the event for one of these identifiers. */
function isOf(entry: QuarantinedEvent, keys: ReadonlySet<IdentifierKey>): boolean {
  if (namesOneOf(entry.payload, entry.context, keys)) return true;
  if (entry.bytesBase64 === undefined) return false;
  const { raws } = quarantinedBody(entry, "windows-1252");
  return raws.length === 1 && namesOneOf(raws[0] as Json, entry.context, keys);
}

function namesOneOf(payload: Json, context: JsonObject | undefined, keys: ReadonlySet<IdentifierKey>): boolean {
  const raw = fieldsOf(payload);
  const own = { ...context, ...fieldsOf(raw.context) };
  const identifiers = readIdentifiers(raw, "identify", fieldsOf(raw.traits), fieldsOf(raw.properties), own);
  return !isRefusal(identifiers) && identifiers.some((identifier) => keys.has(identifierKey(identifier)));
}

function fieldsOf(json: Json | undefined): JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
}
