import type { Engine } from "@attune/engine/runtime/engine";
import { forgetQuarantined } from "@attune/engine/runtime/forget-quarantined";
import { type Identifier, identifierKey } from "@attune/model/identity";
import { defaultPrivacy } from "@attune/model/privacy";
import type { Profile } from "@attune/model/profile";
import { isoTime, profileView } from "../routes/profile-view.ts";
import { segmentsOfPerson } from "../segment/segments-of-person.ts";
import { consentProofs, standingChoices, wholeTimeline } from "./consent-choices.ts";
import { textNamed } from "./consent-texts.ts";

export type PersonRecord = Awaited<ReturnType<typeof personRecord>>;

const mostDeliveries = 100_000;

/** All that is kept of a person, place by place, as the right of access asks for it. */
export async function personRecord(engine: Engine, profile: Profile, now: number) {
  const { stores, playbook } = engine;
  const { profileId } = profile;
  const ids = [profileId, ...profile.merges.map((merge) => merge.profileId)];
  const timeline = await wholeTimeline(engine, profile);
  const proofs = await consentProofs(engine, profile);
  return {
    schema: "attune.privacy.person/1" as const,
    exportedAt: isoTime(now),
    profile: profileView(profile, await stores.scores.of(profileId), playbook.offers ?? [], now) as Record<
      string,
      unknown
    >,
    segments: await segmentsOfPerson(engine, profile),
    segmentChanges: (await segmentChanges(engine, new Set(ids))).map(({ at, ...change }) => ({
      ...change,
      at: isoTime(at),
    })),
    consent: { choices: standingChoices(engine, profile), proofs, texts: await textsOf(engine, proofs) },
    events: timeline.flatMap((entry) =>
      entry.kind === "event"
        ? [
            {
              offset: entry.offset,
              ...entry.event,
              at: isoTime(entry.event.at),
              receivedAt: isoTime(entry.event.receivedAt),
            },
          ]
        : [],
    ),
    decisions: timeline.flatMap((entry) =>
      entry.kind === "decision" ? [{ offset: entry.offset, ...entry.decision, at: isoTime(entry.decision.at) }] : [],
    ),
    journeys: await runsOf(engine, ids),
    messages: await messagesOf(engine, ids),
    setAside: await setAsideOf(engine, profile.identities),
  };
}

async function segmentChanges({ stores }: Engine, ids: ReadonlySet<string>) {
  const found = [];
  for (let after = 0; ; ) {
    const page = await stores.memberships.transitions(after, 5_000);
    found.push(...page.filter(({ profileId }) => ids.has(profileId)));
    if (page.length < 5_000) return found;
    after = page.at(-1)!.sequence;
  }
}

async function textsOf(engine: Engine, proofs: Awaited<ReturnType<typeof consentProofs>>) {
  const ids = new Set(proofs.flatMap(({ texts }) => Object.values(texts)).filter((id) => typeof id === "string"));
  const rules = engine.playbook.privacy ?? defaultPrivacy;
  const texts = [];
  for (const textId of ids) texts.push(await textNamed(engine.stores.definitions, rules, textId));
  return texts.filter((shown) => shown !== null);
}

async function runsOf({ stores, playbook }: Engine, ids: readonly string[]) {
  const runs = [];
  for (const { journeyId } of playbook.journeys ?? [])
    for (const id of ids) runs.push(await stores.journeys.run(journeyId, id));
  return runs.filter((run) => run !== undefined);
}

async function messagesOf({ stores }: Engine, ids: readonly string[]) {
  const lists = [];
  for (const id of ids) lists.push(await stores.journeys.deliveries(id, mostDeliveries));
  return lists.flat().map(({ at, ...message }) => ({ ...message, at: isoTime(at) }));
}

/** What was set aside unread, and names one of the person's identifiers: by the same search that an erasure goes by. */
async function setAsideOf({ stores }: Engine, identities: readonly Identifier[]) {
  const own = identities.map(({ namespace, value }) => ({ namespace, value }));
  const { released } = await forgetQuarantined(stores.quarantine, own, 0);
  const found = [];
  for (const id of released) found.push(await stores.quarantine.get(id));
  return found.flatMap((entry) => (entry === undefined ? [] : [{ ...entry, receivedAt: isoTime(entry.receivedAt) }]));
}

/** The person's identifiers as keys, for looking them up after they are gone. */
export function keysOfPerson(profile: Profile) {
  return profile.identities.map(identifierKey);
}
