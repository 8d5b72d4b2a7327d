import { setImmediate as nextTurn } from "node:timers/promises";
import { keptTransitions, type MembershipStore } from "@attune/engine/ports/membership-store";
import type { FoundMemberships, Transition } from "@attune/model/segment";
import { decode, encode } from "../encode.ts";
import type { Databases, Operation } from "./databases.ts";
import type { Environment } from "./environment.ts";

/** Transitions looked at in one turn of the writer: a millisecond or two. */
const transitionsPerTurn = 1_000;

interface Counters {
  sizes: Record<string, number>;
  lastTransition: number;
}

const countersKey = "memberships";

export function createEmbeddedMembershipStore(environment: Environment): MembershipStore {
  return {
    async of(profileId) {
      return membershipsOf(await environment.databases(), profileId);
    },
    put: ({ people, transitions }) =>
      environment.write((databases) => {
        // Looked at in the writer's turn: an erasure before it has removed the profile, one after it removes the memberships.
        const known = [...people].filter(([profileId]) => databases.profiles.doesExist(profileId));
        const { operations, counters } = personOperations(databases, known);
        const told = transitions.filter(({ profileId }) => databases.profiles.doesExist(profileId));
        for (const transition of told) {
          counters.lastTransition += 1;
          const sequence = counters.lastTransition;
          operations.push({ put: "transitions", key: sequence, value: encode({ sequence, ...transition }) });
        }
        const oldest = counters.lastTransition - keptTransitions;
        if (told.length > 0 && oldest > 0)
          for (const key of databases.transitions.getKeys({ end: oldest + 1 }))
            operations.push({ remove: "transitions", key });
        return [...operations, counterOperation(counters)];
      }),
    async due(now, limit) {
      const { membershipTimers } = await environment.databases();
      const found: Array<{ profileId: string; at: number }> = [];
      if (limit <= 0) return found;
      for (const [at, profileId] of membershipTimers.getKeys({ limit })) {
        if (at > now) break;
        found.push({ profileId, at });
      }
      return found;
    },
    async nextDueAt() {
      const { membershipTimers } = await environment.databases();
      for (const [at] of membershipTimers.getKeys({ limit: 1 })) return at;
      return null;
    },
    async membersOf(segmentId, after, limit) {
      const { members } = await environment.databases();
      const found: Array<{ profileId: string; since: number }> = [];
      if (limit <= 0) return found;
      for (const { key, value } of members.getRange({ ...startAt(segmentId, after), limit })) {
        if (key[0] !== segmentId) break;
        found.push({ profileId: key[1], since: value });
      }
      return found;
    },
    async sizes() {
      return readCounters(await environment.databases()).sizes;
    },
    async list(after, limit) {
      const { memberships } = await environment.databases();
      if (limit <= 0) return [];
      const start = after === null ? {} : { start: after, exclusiveStart: true };
      return [...memberships.getRange({ ...start, limit })].map(({ key, value }) => ({
        profileId: key,
        memberships: decode<FoundMemberships>(value),
      }));
    },
    async transitions(after, limit) {
      const { transitions } = await environment.databases();
      if (limit <= 0) return [];
      return [...transitions.getRange({ start: after + 1, limit })].map(({ value }) => decode<Transition>(value));
    },
    async forgetTransitions(profileIds) {
      let after = 0;
      for (let seen = transitionsPerTurn; seen === transitionsPerTurn; ) {
        await environment.write(({ transitions }) => {
          const operations: Operation[] = [];
          seen = 0;
          for (const { key, value } of transitions.getRange({ start: after + 1, limit: transitionsPerTurn })) {
            seen += 1;
            after = key;
            if (profileIds.has(decode<Transition>(value).profileId)) operations.push({ remove: "transitions", key });
          }
          return operations;
        });
        await nextTurn();
      }
    },
    clear: () =>
      environment.write((databases) => [
        { clear: "memberships" },
        { clear: "members" },
        { clear: "membershipTimers" },
        counterOperation({ sizes: {}, lastTransition: readCounters(databases).lastTransition }),
      ]),
  };
}

/** Removes all that is remembered of people: part of the commit that removes their profiles. */
export function membershipRemovals(databases: Databases, profileIds: readonly string[]): Operation[] {
  const known = profileIds.filter((profileId) => databases.memberships.doesExist(profileId));
  if (known.length === 0) return [];
  const { operations, counters } = personOperations(
    databases,
    known.map((profileId) => [profileId, null] as const),
  );
  return [...operations, counterOperation(counters)];
}

function personOperations(
  databases: Databases,
  people: ReadonlyArray<readonly [profileId: string, memberships: FoundMemberships | null]>,
): { operations: Operation[]; counters: Counters } {
  const counters = readCounters(databases);
  const operations: Operation[] = [];
  for (const [profileId, next] of people) {
    const before = membershipsOf(databases, profileId);
    operations.push(
      ...memberOperations(profileId, before, next, counters.sizes),
      ...timerOperations(profileId, before, next),
    );
    if (next !== null) operations.push({ put: "memberships", key: profileId, value: encode(next) });
    else if (before !== undefined) operations.push({ remove: "memberships", key: profileId });
  }
  return { operations, counters };
}

function memberOperations(
  profileId: string,
  before: FoundMemberships | undefined,
  next: FoundMemberships | null,
  sizes: Record<string, number>,
): Operation[] {
  const was = before?.since ?? {};
  const is = next?.since ?? {};
  const operations: Operation[] = [];
  for (const [segmentId, since] of Object.entries(is)) {
    if (was[segmentId] === since) continue;
    if (!Object.hasOwn(was, segmentId)) sizes[segmentId] = (sizes[segmentId] ?? 0) + 1;
    operations.push({ put: "members", key: [segmentId, profileId], value: since });
  }
  for (const segmentId of Object.keys(was)) {
    if (Object.hasOwn(is, segmentId)) continue;
    sizes[segmentId] = (sizes[segmentId] ?? 1) - 1;
    if (sizes[segmentId] === 0) delete sizes[segmentId];
    operations.push({ remove: "members", key: [segmentId, profileId] });
  }
  return operations;
}

function timerOperations(
  profileId: string,
  before: FoundMemberships | undefined,
  next: FoundMemberships | null,
): Operation[] {
  const [was, is] = [before?.nextChangeAt ?? null, next?.nextChangeAt ?? null];
  if (was === is) return [];
  const operations: Operation[] = [];
  if (was !== null) operations.push({ remove: "membershipTimers", key: [was, profileId] });
  if (is !== null) operations.push({ put: "membershipTimers", key: [is, profileId], value: 1 });
  return operations;
}

function membershipsOf({ memberships }: Databases, profileId: string): FoundMemberships | undefined {
  const bytes = memberships.getBinaryFast(profileId);
  return bytes === undefined ? undefined : decode<FoundMemberships>(bytes);
}

function readCounters({ meta }: Databases): Counters {
  const bytes = meta.getBinaryFast(countersKey);
  return bytes === undefined ? { sizes: {}, lastTransition: 0 } : decode<Counters>(bytes);
}

function counterOperation(counters: Counters): Operation {
  return { put: "meta", key: countersKey, value: encode(counters) };
}

function startAt(segmentId: string, after: string | null) {
  const start: [string, string] = [segmentId, after ?? ""];
  return after === null ? { start } : { start, exclusiveStart: true };
}
