import type { Scores } from "@attune/model/score";

/**
 * Scores per profile: derivable, so beside the log and not in it. They go with their profile, in the same commit that removes it (erasure,
 * merge); a replay, which brings the same profiles back, leaves them. What became of a merge or an unmerge is scored by the next refresh.
 */
export interface ScoreStore {
  /** Empty where there are none. Sees every `put` that was resolved before. One look-up: fit for every decision. */
  of(profileId: string): Promise<Scores>;
  /** Adds or replaces by name; durable and atomic per call. Who has no profile (any more) is left out. */
  put(scores: Iterable<readonly [profileId: string, scores: Scores]>): Promise<void>;
  /** Drops scores of these names that were computed before then, of everybody; returns how many. Linear in the profiles that have scores, in short turns. */
  forgetOlder(names: readonly string[], computedBefore: number): Promise<number>;
}
