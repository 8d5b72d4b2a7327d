import { AttuneError } from "@attune/model/errors";
import type { Identifier } from "@attune/model/identity";
import type { Profile } from "@attune/model/profile";
import type { Stores } from "../ports/stores.ts";
import type { FoldSettings } from "../profile/fold-group.ts";
import { unmerge } from "../profile/unmerge.ts";
import { unmergeReaches, unmergeReads } from "../profile/unmerge-order.ts";
import { entriesOf, profilesWithLog, wholeRecords } from "./people.ts";

export interface UnmergeRequest {
  profile: Profile;
  split: Identifier[];
  at: number;
  by: string;
}

/** Takes a merged profile apart and writes down both people. Must run alone with the state (`Writer.exclusively`). */
export async function unmergePerson(
  stores: Stores,
  request: UnmergeRequest,
  settings: FoldSettings,
): Promise<string[]> {
  const { split, at, by } = request;
  const profile = await stores.state.profile(request.profile.profileId);
  if (profile === undefined) throw new AttuneError("not-found", "the profile is gone; look the person up again");

  const entries = await entriesOf(stores, profile);
  const { identities: records, nextOffset } = await stores.state.load(unmergeReads(entries, settings), []);
  const identities = await wholeRecords(stores, records);
  const others = await profilesWithLog(stores, unmergeReaches(profile, identities));
  const { writes, restored } = unmerge({ profile, entries, split, identities, others, nextOffset, at, by }, settings);
  await stores.state.commit(writes);
  return restored;
}
