import type { Engine } from "@attune/engine/runtime/engine";
import { type ConsentKey, consentKeys, type Event } from "@attune/model/event";
import type { Identifier } from "@attune/model/identity";
import type { JsonObject } from "@attune/model/json";
import { defaultPrivacy } from "@attune/model/privacy";
import type { Profile } from "@attune/model/profile";
import { keepText } from "./consent-texts.ts";

/** Segment's own event for it, which is taken in even where it refuses everything. */
export const consentEvent = "Segment Consent Preference Updated";

/** What a person chose, with where and how. */
export interface ConsentChoice {
  who: { anonymousId?: string; userId?: string };
  choices: Partial<Record<ConsentKey, boolean>>;
  /** The id of the text that was read for each purpose. */
  texts?: Partial<Record<ConsentKey, string>>;
  language?: string;
  /** `banner`, `preference-centre`, `support`, … */
  method: string;
  page?: string;
  messageId: string;
}

/** Takes a choice in, durably: the next decision knows it. */
export async function takeChoice(engine: Engine, choice: ConsentChoice, now: number): Promise<void> {
  const { who, choices, texts = {}, language, method, page, messageId } = choice;
  const rules = engine.playbook.privacy ?? defaultPrivacy;
  for (const textId of Object.values(texts)) await keepText(engine.stores.definitions, rules, textId);
  const raw = {
    ...who,
    type: "track",
    event: consentEvent,
    messageId,
    properties: {
      texts,
      method,
      ...(language === undefined ? {} : { language }),
      ...(page === undefined ? {} : { page: withoutQuery(page) }),
    },
    context: { consent: choices },
  };
  await engine.collect([raw], { source: "privacy", receivedAt: now, maxEventBytes: 100_000, deduplicate: "day" });
}

/** What follows a question mark may name people. */
function withoutQuery(page: string): string {
  return page.split(/[?#]/, 1)[0]!.slice(0, 400);
}

/** One purpose: what holds, whether the person said so, and since when. */
export interface StandingChoice {
  purpose: ConsentKey;
  /** Null: nothing was said. */
  said: boolean | null;
  at: string | null;
  /** What is done: a purpose that nobody was asked about may be allowed. */
  allowed: boolean;
}

/** What holds for a person; for somebody unknown, what holds for all. */
export function standingChoices(engine: Engine, profile: Profile | undefined): StandingChoice[] {
  const { askFirst } = engine.playbook.privacy ?? defaultPrivacy;
  const said = (purpose: ConsentKey) => profile?.consent[purpose];
  return consentKeys.map((purpose) => {
    const stated = said(purpose);
    const isMarketing = purpose.startsWith("marketing");
    const general = isMarketing ? said("marketing")?.value : undefined;
    const needsYes = isMarketing || purpose === "sensitive" || askFirst.some((asked) => asked === purpose);
    const value = stated?.value ?? general;
    return {
      purpose,
      said: stated?.value ?? null,
      at: stated === undefined ? null : new Date(stated.at).toISOString(),
      // A refusal of marketing as a whole refuses every channel.
      allowed: general === false ? false : (value ?? !needsYes),
    };
  });
}

/** One choice as it is proved: what, over which words, when, how and from where. */
export interface ConsentProof {
  at: string;
  receivedAt: string;
  choices: NonNullable<Event["consent"]>;
  texts: JsonObject;
  language: string | null;
  method: string;
  page: string | null;
  source: string;
  by: Identifier[];
  offset: number;
}

/** Every moment at which an event said something about consent that was not known yet, and every choice that was made as one. Oldest first. */
export async function consentProofs(engine: Engine, profile: Profile): Promise<ConsentProof[]> {
  const proofs: ConsentProof[] = [];
  const known: NonNullable<Event["consent"]> = {};
  for (const entry of await wholeTimeline(engine, profile)) {
    if (entry.kind !== "event" || entry.event.consent === undefined) continue;
    const { event, offset } = entry;
    const said = Object.entries(entry.event.consent) as Array<[ConsentKey, boolean]>;
    const isNew = said.some(([purpose, value]) => known[purpose] !== value);
    for (const [purpose, value] of said) known[purpose] = value;
    if (!isNew && event.name !== consentEvent) continue;
    const { texts, language, method, page } = event.properties;
    proofs.push({
      at: new Date(event.at).toISOString(),
      receivedAt: new Date(event.receivedAt).toISOString(),
      choices: entry.event.consent,
      texts: typeof texts === "object" && texts !== null && !Array.isArray(texts) ? texts : {},
      language: typeof language === "string" ? language : null,
      method: typeof method === "string" ? method : event.context.gpc === true ? "global-privacy-control" : event.name,
      page: typeof page === "string" ? page : null,
      source: event.source,
      by: event.identifiers,
      offset,
    });
  }
  return proofs;
}

const entriesAtOnce = 5_000;

/** All events and decisions of a person, oldest first. */
export async function wholeTimeline(engine: Engine, profile: Profile) {
  const newestFirst = [];
  for (let before: number | null = null; ; ) {
    const page: Awaited<ReturnType<Engine["timeline"]>> = await engine.timeline(profile, before, entriesAtOnce);
    newestFirst.push(...page);
    if (page.length < entriesAtOnce) return newestFirst.reverse();
    before = page.at(-1)!.offset;
  }
}
