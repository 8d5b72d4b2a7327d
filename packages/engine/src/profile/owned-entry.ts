import type { Event } from "@attune/model/event";
import { type Identifier, identifierKey } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { Stamp } from "@attune/model/profile";

/** The entries that a profile is folded from: what happened to the person, and what was decided for them. */
export type OwnedEntry = Extract<LogEntry, { kind: "event" | "decision" }>;

export type EventEntry = Extract<LogEntry, { kind: "event" }>;

export function isOwned(entry: LogEntry): entry is OwnedEntry {
  return entry.kind === "event" || entry.kind === "decision";
}

/** Every identifier that an entry names, strongest first; what an alias was known by before comes last. */
export function identifiersOf(source: { identifiers: Identifier[]; previous?: Identifier }): Identifier[] {
  return source.previous === undefined ? source.identifiers : [...source.identifiers, source.previous];
}

/** What the entry is about: its event or its decision. */
export function subjectOf(entry: OwnedEntry): Event | Extract<LogEntry, { kind: "decision" }>["decision"] {
  return entry.kind === "event" ? entry.event : entry.decision;
}

export function stampOf(entry: OwnedEntry): Stamp {
  return { at: subjectOf(entry).at, offset: entry.offset };
}

/** The identifiers that an entry brought to its profile: all it names but those that stayed apart. */
export function joinedOf(entry: OwnedEntry): Identifier[] {
  const identifiers = identifiersOf(subjectOf(entry));
  const { apart } = entry;
  return apart === undefined
    ? identifiers
    : identifiers.filter((identifier) => !apart.includes(identifierKey(identifier)));
}
