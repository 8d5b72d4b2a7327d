import { keptTransitions, type MembershipStore } from "@attune/engine/ports/membership-store";
import { compareBytes } from "../compare-bytes.ts";
import type { Tables } from "./tables.ts";

export function createMemoryMembershipStore(tables: Tables): MembershipStore {
  const people = () =>
    [...tables.memberships].map(([profileId, memberships]) => ({ profileId, memberships })).sort(byId);

  return {
    async of(profileId) {
      return tables.memberships.get(profileId);
    },
    async put({ people: changed, transitions }) {
      for (const [profileId, memberships] of changed) {
        if (memberships === null || !tables.profiles.has(profileId)) tables.memberships.delete(profileId);
        else tables.memberships.set(profileId, memberships);
      }
      for (const transition of transitions) {
        if (!tables.profiles.has(transition.profileId)) continue;
        tables.lastTransition += 1;
        tables.transitions.push({ sequence: tables.lastTransition, ...transition });
      }
      tables.transitions = tables.transitions.slice(-keptTransitions);
    },
    async due(now, limit) {
      return [...tables.memberships]
        .flatMap(([profileId, { nextChangeAt }]) =>
          nextChangeAt === null || nextChangeAt > now ? [] : [{ profileId, at: nextChangeAt }],
        )
        .sort((a, b) => a.at - b.at || byId(a, b))
        .slice(0, limit);
    },
    async nextDueAt() {
      const times = [...tables.memberships.values()].flatMap(({ nextChangeAt }) => nextChangeAt ?? []);
      return times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b));
    },
    async membersOf(segmentId, after, limit) {
      return people()
        .flatMap(({ profileId, memberships: { since } }) =>
          Object.hasOwn(since, segmentId) ? [{ profileId, since: since[segmentId]! }] : [],
        )
        .filter(({ profileId }) => after === null || compareBytes(profileId, after) > 0)
        .slice(0, limit);
    },
    async sizes() {
      const sizes = new Map<string, number>();
      for (const { since } of tables.memberships.values())
        for (const segmentId of Object.keys(since)) sizes.set(segmentId, (sizes.get(segmentId) ?? 0) + 1);
      return Object.fromEntries(sizes);
    },
    async list(after, limit) {
      return people()
        .filter(({ profileId }) => after === null || compareBytes(profileId, after) > 0)
        .slice(0, limit);
    },
    async transitions(after, limit) {
      return tables.transitions.filter(({ sequence }) => sequence > after).slice(0, limit);
    },
    async forgetTransitions(profileIds) {
      tables.transitions = tables.transitions.filter(({ profileId }) => !profileIds.has(profileId));
    },
    async clear() {
      tables.memberships.clear();
    },
  };
}

function byId(a: { profileId: string }, b: { profileId: string }): number {
  return compareBytes(a.profileId, b.profileId);
}
