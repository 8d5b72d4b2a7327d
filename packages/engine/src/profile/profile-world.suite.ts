import { hourMs } from "@attune/math/time-units";
import type { DecisionRecord } from "@attune/model/decision";
import type { Event } from "@attune/model/event";
import { type Identifier, type IdentifierKey, type IdentityRecord, identifierKey } from "@attune/model/identity";
import type { LogEntry } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { LiveView, WriteSet } from "@attune/model/write-set";
import * as fc from "fast-check";
import { expect } from "vitest";
import { erase, erasureReaches } from "./erase.ts";
import { beginFold, type FoldInput, type FoldResult, type FoldSettings, identifierKeysOf } from "./fold-group.ts";
import { foldReplay, furtherReplayKeys, replayReads } from "./fold-replay.ts";
import { furtherIdentifierKeys } from "./further-identifier-keys.ts";
import { keysNamedBy } from "./keys-named-by.ts";
import { namesIn } from "./named-by.ts";
import { isOwned, type OwnedEntry } from "./owned-entry.ts";
import { unmerge } from "./unmerge.ts";
import { unmergeReaches, unmergeReads } from "./unmerge-order.ts";

/** What the stage folds into, kept in plain maps: loads and applies exactly what the stage asks for. */
export interface World {
  log: LogEntry[];
  profiles: Map<string, Profile>;
  identities: Map<IdentifierKey, IdentityRecord>;
  /** What folding these inputs reads. */
  viewFor(inputs: readonly FoldInput[]): LiveView;
  /** Folds in groups of the given size. */
  fold(inputs: readonly FoldInput[], groupSize?: number): FoldResult[];
  find(identifier: Identifier): Profile | undefined;
  ownedBy(profile: Profile): LogEntry[];
  unmerge(profile: Profile, split: Identifier[]): string[];
  erase(profile: Profile): void;
  /** A new world from this one's log. */
  replayed(groupSize?: number): World;
}

export const settings: FoldSettings = { salt: "salt", timeZone: "Europe/London" };

export function createWorld(options: FoldSettings = settings): World {
  const log: LogEntry[] = [];
  const profiles = new Map<string, Profile>();
  const identities = new Map<IdentifierKey, IdentityRecord>();
  const seen = new Set<string>();

  function load(keys: Iterable<IdentifierKey>, profileIds: Iterable<string> = []) {
    const view = {
      nextOffset: log.length + 1,
      identities: new Map<IdentifierKey, IdentityRecord>(),
      profiles: new Map<string, Profile>(),
      seen,
      nextQuarantineId: 1,
    } satisfies LiveView;
    const ids = new Set(profileIds);
    for (const key of keys) {
      const record = identities.get(key);
      if (record === undefined) continue;
      view.identities.set(key, record);
      ids.add(record.profileId);
    }
    for (const id of ids) {
      const profile = profiles.get(id);
      if (profile !== undefined) view.profiles.set(id, profile);
    }
    return view;
  }

  function apply(writes: WriteSet): void {
    for (const entry of writes.entries) {
      if (entry.offset !== log.length + 1) throw new Error(`offset ${entry.offset} after ${log.length}`);
      log.push(entry);
    }
    for (const entry of writes.rewritten) log[entry.offset - 1] = entry;
    for (const [id, profile] of writes.profiles) {
      if (profile === null) profiles.delete(id);
      else profiles.set(id, deepFreeze(profile));
    }
    for (const [key, record] of writes.identities) {
      if (record === null) identities.delete(key);
      else identities.set(key, deepFreeze(record));
    }
    for (const key of writes.seen.keys()) seen.add(key);
  }

  function whole(records: ReadonlyMap<IdentifierKey, IdentityRecord>) {
    const shared = new Set([...records].filter(([, record]) => record.shared).map(([key]) => key));
    const names = namesIn(log, shared);
    return new Map(
      [...records].map(([key, record]) => [key, { ...record, namedBy: names.get(key) ?? record.namedBy }]),
    );
  }

  function reached(profile: Profile, profileIds: ReadonlySet<string>) {
    const found = new Set<Profile>();
    for (const value of profileIds) {
      const other = profiles.get(value) ?? world.find({ namespace: "profile_id", value });
      if (other !== undefined && other !== profile) found.add(other);
    }
    return [...found].map((other) => ({ profile: other, entries: world.ownedBy(other) }));
  }

  const world: World = {
    log,
    profiles,
    identities,
    viewFor(inputs) {
      const keys = new Set(inputs.flatMap(identifierKeysOf));
      for (;;) {
        const view = load(keys);
        const further = furtherIdentifierKeys(view, inputs, options).filter((key) => !keys.has(key));
        if (further.length === 0) return view;
        for (const key of further) keys.add(key);
      }
    },
    fold(inputs, groupSize = inputs.length) {
      const results: FoldResult[] = [];
      for (let i = 0; i < inputs.length; i += groupSize) {
        const group = inputs.slice(i, i + groupSize);
        const fold = beginFold(world.viewFor(group), options);
        results.push(...group.map(fold.take));
        apply(fold.finish());
      }
      return results;
    },
    find(identifier) {
      const record = identities.get(identifierKey(identifier));
      return record && profiles.get(record.profileId);
    },
    ownedBy(profile) {
      const ids = new Set([profile.profileId, ...profile.merges.map((merge) => merge.profileId)]);
      const orders = new Set([...profile.merges, ...profile.separations].map(({ offset }) => offset));
      return log.filter((entry) => (isOwned(entry) ? ids.has(entry.profileId) : orders.has(entry.offset)));
    },
    unmerge(profile, split) {
      const entries = world.ownedBy(profile);
      const records = whole(load(unmergeReads(entries, options)).identities);
      const others = reached(profile, unmergeReaches(profile, records));
      const order = { profile, entries, split, others, nextOffset: log.length + 1, at: lastAt(log), by: "tester" };
      const { writes, restored } = unmerge({ ...order, identities: records }, options);
      apply(writes);
      return restored;
    },
    erase(profile) {
      const entries = world.ownedBy(profile);
      const records = whole(load(keysNamedBy(entries)).identities);
      const others = reached(profile, erasureReaches(profile, records));
      const order = { profile, entries, others, nextOffset: log.length + 1, at: lastAt(log), by: "tester" };
      const { writes } = erase({ ...order, identities: records }, options.timeZone);
      apply(writes);
    },
    replayed(groupSize = 7) {
      const other = createWorld(options);
      for (let i = 0; i < log.length; i += groupSize) (other as ReplayingWorld)[replaying](log.slice(i, i + groupSize));
      return other;
    },
  };
  (world as ReplayingWorld)[replaying] = (entries) => {
    const { identifierKeys, profileIds } = replayReads(entries);
    const further = furtherReplayKeys(load(identifierKeys, profileIds), entries);
    apply(foldReplay(load([...identifierKeys, ...further], profileIds), entries, options));
    log.push(...entries);
  };
  return world;
}

export function expectReplayEqualsLive(world: World): void {
  const replayed = world.replayed();
  expect(sorted(replayed.profiles)).toEqual(sorted(world.profiles));
  expect(sorted(replayed.identities)).toEqual(sorted(world.identities));
}

function sorted<V>(map: ReadonlyMap<string, V>): Array<[string, V]> {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

const replaying = Symbol("replaying");
type ReplayingWorld = World & { [replaying]: (entries: LogEntry[]) => void };

function lastAt(log: readonly LogEntry[]): number {
  const last = log.findLast((entry): entry is OwnedEntry => isOwned(entry));
  return last === undefined ? 0 : last.kind === "event" ? last.event.at : last.decision.at;
}

/** So that a fold that changes what it was given fails. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}

let messages = 0;

/** An event with everything but the named fields ordinary. `who`: identifiers such as `user_id:u1`, strongest first. */
export function event(who: string[], fields: Partial<Event> = {}): Event {
  messages += 1;
  return {
    messageId: `m${messages}`,
    type: "track",
    name: "Product Viewed",
    at: 1_750_000_000_000,
    receivedAt: 1_750_000_000_000,
    source: "http",
    identifiers: who.map(identifier),
    actor: "person",
    channel: "web",
    items: [],
    properties: {},
    traits: {},
    context: {},
    ...fields,
  };
}

export function identifier(key: string): Identifier {
  const colon = key.indexOf(":");
  return { namespace: key.slice(0, colon), value: key.slice(colon + 1) };
}

export function asInput(subject: Event): FoldInput {
  return { kind: "event", event: subject, messageKey: `http|${subject.messageId}`, keepSeenUntil: Infinity };
}

export function decisionInput(decision: DecisionRecord): FoldInput {
  return { kind: "decision", decision };
}

const at = fc.integer({ min: 0, max: 200 * 24 }).map((hour) => 1_700_000_000_000 + hour * hourMs);

const items = fc.array(
  fc.record({
    itemId: fc.constantFrom("shirt", "shoe", "hat"),
    category: fc.constantFrom("clothes", "feet"),
    quantity: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 3 },
);

/** Events of a handful of people who share browsers, meet and part. */
export const anyEvent: fc.Arbitrary<Event> = fc
  .record({
    user: fc.constantFrom(undefined, undefined, "u1", "u2", "u3"),
    email: fc.constantFrom(undefined, undefined, undefined, "one@example.com", "two@example.com"),
    browser: fc.constantFrom(undefined, "browser-1", "browser-2", "browser-3", "browser-4"),
    previous: fc.constantFrom(undefined, undefined, undefined, undefined, "browser-5"),
    name: fc.constantFrom(
      "Product Viewed",
      "Product Added",
      "Product Removed",
      "Order Completed",
      "Page Viewed",
      "Odd",
    ),
    actor: fc.constantFrom("person" as const, "person" as const, "bot" as const),
    at,
    items,
    trait: fc.constantFrom("red", "blue", "green"),
    amountMicros: fc.integer({ min: 0, max: 90 }).map((units) => units * 1_000_000),
    allows: fc.constantFrom(undefined, true, false),
  })
  .map(({ user, email, browser, previous, at, name, actor, items, trait, amountMicros, allows }) => {
    const who: string[] = [];
    if (user !== undefined) who.push(`user_id:${user}`);
    if (email !== undefined) who.push(`email:${email}`);
    if (browser !== undefined) who.push(`anonymous_id:${browser}`);
    if (who.length === 0) who.push("anonymous_id:browser-6");
    const fields: Partial<Event> = {
      at,
      name,
      actor,
      items,
      traits: { color: trait },
      context: { page: { url: `/${trait}` } },
      device: "phone",
    };
    if (previous !== undefined) fields.previous = { namespace: "anonymous_id", value: previous };
    if (allows !== undefined) fields.consent = { personalization: allows };
    if (name === "Order Completed") {
      fields.money = { kind: "order", amountMicros, originalAmountMicros: amountMicros, originalCurrency: "GBP" };
      fields.properties = { coupon: trait };
    }
    return event(who, fields);
  });

export const anyDecision: fc.Arbitrary<DecisionRecord> = fc
  .record({
    browser: fc.constantFrom("browser-1", "browser-2", "browser-7"),
    at,
    tactic: fc.constantFrom("t1", "t2"),
    arm: fc.constantFrom("exposed" as const, "tactic-holdout" as const, "contextual" as const),
  })
  .map(({ browser, at, tactic, arm }) => ({
    decisionId: `d${at}`,
    at,
    identifiers: [{ namespace: "anonymous_id", value: browser }],
    bucketingKey: `key of ${browser}`,
    opportunities: [
      {
        ...(arm === "exposed" ? { experimentId: `${tactic} asked`, draw: { at, probabilities: [1] } } : {}),
        placementId: "home",
        tacticId: tactic,
        variantId: "only",
        arm,
        propensity: 0.5,
        ...(tactic === "t1" ? { countsIn: "web", offerId: `offer-${at % 2}` } : {}),
      },
    ],
  }));

export const anyInput: fc.Arbitrary<FoldInput> = fc.oneof(
  { weight: 5, arbitrary: anyEvent.map(asInput) },
  { weight: 1, arbitrary: anyDecision.map(decisionInput) },
);
