import type { FoundMemberships, Transition } from "@attune/model/segment";

export type NewTransition = Omit<Transition, "sequence">;

/** What became of some people: who has nothing to remember is `null`. */
export interface MembershipChanges {
  people: ReadonlyMap<string, FoundMemberships | null>;
  /** In the order in which they are numbered. */
  transitions: readonly NewTransition[];
}

/**
 * Memberships per profile, as the follower of the log last found them; with the people of each segment, their number, whom to look at again
 * when, and what changed. Derivable, so beside the log and not in it. All of a person goes with the profile, in the same commit that removes
 * it (erasure, merge).
 */
export interface MembershipStore {
  of(profileId: string): Promise<FoundMemberships | undefined>;
  /** Atomic and durable. Who has no profile (any more) is left out, with their transitions. */
  put(changes: MembershipChanges): Promise<void>;
  /** People whose `nextChangeAt` is not after `now`, earliest first, at most `limit`. */
  due(now: number, limit: number): Promise<Array<{ profileId: string; at: number }>>;
  /** The earliest `nextChangeAt` of all; null where there is none. */
  nextDueAt(): Promise<number | null>;
  /** Members of a segment, ascending by profile id, after `after`, at most `limit`. */
  membersOf(
    segmentId: string,
    after: string | null,
    limit: number,
  ): Promise<Array<{ profileId: string; since: number }>>;
  /** Members by segment; those without any are absent. */
  sizes(): Promise<Record<string, number>>;
  /** People with memberships, ascending by profile id, after `after`, at most `limit`. */
  list(after: string | null, limit: number): Promise<Array<{ profileId: string; memberships: FoundMemberships }>>;
  /** What changed, ascending, after the sequence number `after`, at most `limit`. Only the latest `keptTransitions` are kept. */
  transitions(after: number, limit: number): Promise<Transition[]>;
  /** Removes what is remembered of people's transitions: they are erased. Linear in what is kept. */
  forgetTransitions(profileIds: ReadonlySet<string>): Promise<void>;
  /** Forgets all memberships; transitions stay, as they tell what was. */
  clear(): Promise<void>;
}

/** How many of the latest transitions a store keeps. */
export const keptTransitions = 100_000;
