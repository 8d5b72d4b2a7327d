import type { EventType } from "@attune/model/event";
import type { VocabularyName } from "@attune/model/vocabulary";
import { canonicalName } from "./canonical-name.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { wellFormed } from "./well-formed.ts";

/** Names are counted per profile: longer ones are data in the wrong place. */
const maxNameLength = 256;

export interface EventName {
  name: string;
  /** As it was sent, where that differs. */
  originalName?: string;
  /** The same as `name`, for events of the vocabulary. */
  vocabularyName?: VocabularyName;
}

const namesOfTypes: Record<Exclude<EventType, "track">, string> = {
  identify: "identify",
  page: "Page Viewed",
  screen: "Screen Viewed",
  group: "group",
  alias: "alias",
};

/** The canonical name. Events that the vocabulary does not know keep their own. */
export function readName(type: EventType, sent: unknown): EventName | Refusal {
  if (type !== "track") return { name: namesOfTypes[type] };
  if (sent == null || sent === "") return refuse("missing-name", "A track call names its event.", "event");
  if (typeof sent !== "string") return refuse("wrong-type", "The name of an event is a text.", "event");
  const own = wellFormed(sent.trim());
  if (own === "") return refuse("missing-name", "A track call names its event.", "event");
  if (own.length > maxNameLength)
    return refuse("too-large", `The name of an event has at most ${maxNameLength} characters.`, "event");
  const vocabularyName = canonicalName(own);
  const name = vocabularyName ?? own;
  const result: EventName = { name };
  if (name !== own) result.originalName = own;
  if (vocabularyName !== undefined) result.vocabularyName = vocabularyName;
  return result;
}
