import { setTimeout as pause } from "node:timers/promises";
import { isOwned } from "@attune/engine/profile/owned-entry";
import type { Engine } from "@attune/engine/runtime/engine";
import { forgetQuarantined } from "@attune/engine/runtime/forget-quarantined";
import { hasCode } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { Profile } from "@attune/model/profile";
import { keysOfPerson } from "./person-record.ts";

/** One place where a person's data were, looked at after the deletion. */
export interface ForgottenPlace {
  place: string;
  /** Null: a number says nothing here. */
  before: number | null;
  after: number | null;
  /** Whether the place was found to hold nothing. Null: it cannot be looked into, and `told` says what follows. */
  verified: boolean | null;
  told: string;
}

/** What was forgotten where. Holds pseudonyms only, so it may be kept. */
export interface ForgettingCertificate {
  schema: "attune.privacy.certificate/1";
  certificateId: string;
  mode: "erase" | "anonymise";
  profileIds: string[];
  by: string;
  askedAt: string;
  /** From the order until every place was found empty, milliseconds. */
  unreadableAfterMs: number;
  /** Every place that can be looked into holds nothing. */
  complete: boolean;
  places: ForgottenPlace[];
}

const kind = "privacy-certificate";
const settleMs = 30_000;
const lookAgainMs = 20;
const mostDeliveries = 100_000;

/** Erases a person, or takes their name from what is counted; then looks into every place, and certifies what it found. The certificate is kept. */
export async function forgetPerson(
  engine: Engine,
  profile: Profile,
  order: { mode: "erase" | "anonymise"; by: string; now: number },
): Promise<ForgettingCertificate> {
  const ids = [profile.profileId, ...profile.merges.map(({ profileId }) => profileId)];
  const before = await countsOf(engine, profile, ids);
  const begunAt = performance.now();
  const { profileIds } = await engine[order.mode](profile, order.by);
  const after = await countsWhenGone(engine, profile, ids);
  const analytics = await analyticsPlace(engine);
  const places: ForgottenPlace[] = [
    ...Object.entries(before).map(([place, count]) => ({
      place,
      before: count,
      after: after[place]!,
      verified: after[place] === 0,
      told: placeWords[place]!,
    })),
    analytics,
    ...restOfPlaces,
  ];
  const certificate: ForgettingCertificate = {
    schema: "attune.privacy.certificate/1",
    certificateId: `${profile.profileId}-${order.now}`,
    mode: order.mode,
    profileIds,
    by: order.by,
    askedAt: new Date(order.now).toISOString(),
    unreadableAfterMs: Math.round(performance.now() - begunAt),
    complete: places.every(({ verified }) => verified !== false),
    places,
  };
  await engine.stores.definitions.put(kind, [[certificate.certificateId, certificate as unknown as Json]]);
  return certificate;
}

const placeWords: Record<string, string> = {
  log: "Events and decisions became tombstones (day and type), or went over to a nameless id.",
  profile: "The profile, and what it kept: traits, cart, offers, assignments, consent.",
  identities: "Identifiers that lead to the person.",
  scores: "Estimates of models.",
  memberships: "Groups the person is in.",
  transitions: "Groups the person came into or left.",
  journeys: "Ways through journeys.",
  messages: "Messages that wait, and what became of others. Do-not-write entries stay, as hashes.",
  quarantine: "Events that were set aside and name the person.",
};

/** What no look can verify. */
const restOfPlaces: ForgottenPlace[] = [
  {
    place: "models",
    before: null,
    after: null,
    verified: null,
    told: "Models keep no rows of people; the files that a training reads go with the training, and the next one reads no event of the person.",
  },
  {
    place: "backups",
    before: null,
    after: null,
    verified: null,
    told: "A backup holds what it held; restoring one carries this order out again, from the log's own ledger.",
  },
  {
    place: "free bytes on disk",
    before: null,
    after: null,
    verified: null,
    told: "Unreadable at once; overwritten by the daily compaction, or now by `attune privacy purge`.",
  },
];

/** Log, profile, identities and journeys are empty at once; what follows the log (segments) within moments. */
async function countsWhenGone(engine: Engine, profile: Profile, ids: readonly string[]) {
  const untilMs = performance.now() + settleMs;
  for (;;) {
    const counts = await countsOf(engine, profile, ids);
    if (Object.values(counts).every((count) => count === 0) || performance.now() > untilMs) return counts;
    await pause(lookAgainMs);
  }
}

async function countsOf(engine: Engine, profile: Profile, ids: readonly string[]): Promise<Record<string, number>> {
  const { log, state, scores, memberships, journeys, quarantine } = engine.stores;
  const own = new Set(ids);
  const counts = {
    log: 0,
    profile: 0,
    identities: 0,
    scores: 0,
    memberships: 0,
    transitions: 0,
    journeys: 0,
    messages: 0,
    quarantine: 0,
  };
  for (const id of ids) {
    const entries = await log.at(await log.offsetsOf(id));
    counts.log += entries.filter((entry) => isOwned(entry) && own.has(entry.profileId)).length;
    if ((await state.profile(id)) !== undefined) counts.profile += 1;
    counts.scores += Object.keys(await scores.of(id)).length;
    if ((await memberships.of(id)) !== undefined) counts.memberships += 1;
    for (const { journeyId } of engine.playbook.journeys ?? [])
      if ((await journeys.run(journeyId, id)) !== undefined) counts.journeys += 1;
    counts.messages += (await journeys.deliveries(id, mostDeliveries)).length;
  }
  counts.messages += (await journeys.dueDeliveries(Number.MAX_SAFE_INTEGER, mostDeliveries)).filter(({ profileId }) =>
    own.has(profileId),
  ).length;
  for (const key of keysOfPerson(profile)) {
    const record = await state.identity(key);
    if (record !== undefined && own.has(record.profileId)) counts.identities += 1;
  }
  for (let after = 0; ; ) {
    const page = await memberships.transitions(after, 5_000);
    counts.transitions += page.filter(({ profileId }) => own.has(profileId)).length;
    if (page.length < 5_000) break;
    after = page.at(-1)!.sequence;
  }
  const named = profile.identities.map(({ namespace, value }) => ({ namespace, value }));
  counts.quarantine = (await forgetQuarantined(quarantine, named, 0)).released.length;
  return counts;
}

/** Its rows are removed when it has followed the log up to the order. */
async function analyticsPlace(engine: Engine): Promise<ForgottenPlace> {
  const place = { place: "analytics", before: null, after: null };
  try {
    await engine.settled(settleMs);
    return { ...place, verified: true, told: "Rows of the person are removed, or written anew without a name." };
  } catch (error) {
    if (!hasCode(error, "analytics-unavailable")) throw error;
    return { ...place, verified: false, told: "Analytics is behind: it carries the order out as soon as it runs." };
  }
}

/** The latest certificates, newest first. */
export async function certificates({ stores }: Engine): Promise<ForgettingCertificate[]> {
  const all: ForgettingCertificate[] = [];
  for (let after: string | null = null; ; ) {
    const page = await stores.definitions.list(kind, after, 500);
    all.push(...page.map(({ document }) => document as unknown as ForgettingCertificate));
    if (page.length < 500) break;
    after = page.at(-1)!.id;
  }
  return all.sort((a, b) => (a.askedAt < b.askedAt ? 1 : -1)).slice(0, 1_000);
}
