import type { Profile } from "@attune/model/profile";
import type { AskedBeyondProfile } from "../decide/beyond-the-profile.ts";
import type { Situation } from "../decide/decide.ts";
import type { MembershipStore } from "../ports/membership-store.ts";
import type { ScoreStore } from "../ports/score-store.ts";

/** What a decision needs to know of a person beside the profile: no more than the playbook asks for. */
export async function readBeyondProfile(
  profile: Profile | undefined,
  asked: AskedBeyondProfile,
  { memberships, scores }: { memberships: Pick<MembershipStore, "of">; scores: Pick<ScoreStore, "of"> },
): Promise<Required<Pick<Situation, "scores" | "memberSince">>> {
  if (profile === undefined) return { scores: {}, memberSince: sinceNow };
  const { profileId } = profile;
  const found = asked.scores ? await scores.of(profileId) : {};
  const since = asked.memberSince ? (await memberships.of(profileId))?.since : undefined;
  return { scores: found, memberSince: since === undefined ? sinceNow : (segmentId) => since[segmentId] };
}

const sinceNow = (): undefined => undefined;
