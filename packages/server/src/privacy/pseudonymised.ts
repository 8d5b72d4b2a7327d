import { createHmac } from "node:crypto";
import { open } from "node:fs/promises";
import type { Engine } from "@attune/engine/runtime/engine";
import { logPages } from "@attune/engine/runtime/log-pages";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";

export interface PseudonymisedChoice {
  path: string;
  format: "csv" | "jsonl";
  /** Secret of the instance. */
  secretKey: string;
  /** Who gets the file: two recipients get different names for the same person, and cannot join what they have. */
  recipient: string;
}

const columns = [
  "person",
  "at",
  "type",
  "name",
  "channel",
  "device",
  "money",
  "amount",
  "items",
  "quantities",
] as const;
const entriesAtOnce = 2_000;
const remembered = 50_000;

/**
 * Writes what people did for analysts: a keyed hash in place of each person, and no identifier, text, trait, context or order number. People who refused analytics
 * are left out.
 */
export async function writePseudonymised(
  engine: Engine,
  { path, format, secretKey, recipient }: PseudonymisedChoice,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<{ file: string; events: number; people: number; leftOut: number }> {
  const key = createHmac("sha256", secretKey).update(`pseudonyms\u0000${recipient}`).digest();
  const hashOf = (personId: string) => createHmac("sha256", key).update(personId).digest("base64url").slice(0, 22);
  const names = new Map<string, string | null>();
  const people = new Set<string>();
  const { log } = engine.stores;
  const head = await log.head();
  const file = await open(path, "wx", 0o600);
  let events = 0;
  let leftOut = 0;

  async function nameOf(profileId: string): Promise<string | null> {
    const known = names.get(profileId);
    if (known !== undefined) return known;
    const profile = await engine.findProfile({ namespace: "profile_id", value: profileId });
    const name = allows(profile) ? hashOf(profile!.profileId) : null;
    if (names.size >= remembered) names.clear();
    names.set(profileId, name);
    return name;
  }

  try {
    if (format === "csv") await file.write(`${columns.join(",")}\n`);
    for await (const entries of logPages(log, { after: 0, upTo: head, entriesAtOnce })) {
      signal.throwIfAborted();
      let text = "";
      for (const entry of entries) {
        if (entry.kind !== "event" || entry.event.actor !== "person") continue;
        const person = await nameOf(entry.profileId);
        if (person === null) leftOut += 1;
        else {
          events += 1;
          people.add(person);
          text += lineOf(person, entry, format);
        }
      }
      await file.write(text);
      onProgress(entries.at(-1)!.offset, head);
    }
  } finally {
    await file.close();
  }
  return { file: path, events, people: people.size, leftOut };
}

function allows(profile: Profile | undefined): boolean {
  return profile !== undefined && profile.consent.analytics?.value !== false;
}

function lineOf(person: string, { event }: Extract<LogEntry, { kind: "event" }>, format: "csv" | "jsonl"): string {
  const row: Record<(typeof columns)[number], string> = {
    person,
    at: new Date(event.at).toISOString(),
    type: event.type,
    name: event.name,
    channel: event.channel,
    device: event.device ?? "",
    money: event.money?.kind ?? "",
    amount: event.money === undefined ? "" : String(event.money.amountMicros / 1_000_000),
    items: event.items.map(({ itemId }) => itemId).join("|"),
    quantities: event.items.map(({ quantity }) => quantity).join("|"),
  };
  return format === "jsonl"
    ? `${JSON.stringify(row)}\n`
    : `${columns.map((column) => quoted(row[column])).join(",")}\n`;
}

/** A leading sign would make a formula of it in a spreadsheet. */
function quoted(text: string): string {
  const plain = /^[=+@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
