import type { Engine } from "@attune/engine/runtime/engine";
import type { Json } from "@attune/model/json";
import type { Scores } from "@attune/model/score";
import { similarityScore } from "@attune/model/segment";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { modelsMayKnow } from "../recommenders/whom-models-may-know.ts";
import { lookThroughPeople } from "../segment/look-through-people.ts";
import { personFeatures } from "../segment/person-features.ts";
import { segmentNamed } from "../segment/segment-report.ts";
import { runStudy } from "../study/run-study.ts";
import type { SimilarityAnswer } from "../study/similarity-study.ts";
import type { JobContext } from "./jobs.ts";

const kind = "similarity";
/** Beyond, a random sample of people is compared and scored. */
const mostPeople = 200_000;
const peopleAtOnce = 2_000;
const usualShare = 0.1;

export interface SimilarPeople {
  seedSegmentId: string;
  computedAt: number;
  members: number;
  /** Members beside these whom no model may know, since they did not agree to personalization. Absent where it was found by an earlier version. */
  withheldMembers?: number;
  looked: number;
  isSample: boolean;
  /** People who were given the score. */
  scored: number;
  auc: number;
  reach: { percent: number; seedShare: number; lift: number }[];
  importance: { feature: string; share: number }[];
}

/** When the people like a seed were found last; undefined: never. */
export async function lastSimilarity({ stores }: Engine, seedSegmentId: string): Promise<SimilarPeople | undefined> {
  return (await stores.definitions.get(kind, seedSegmentId)) as unknown as SimilarPeople | undefined;
}

/**
 * Finds who is most like the members of a segment, and writes the similarity to their profiles: of as many as the largest lookalike segment of
 * this seed takes. Who is not among them any more loses the score. People whom models may not know are neither compared nor
 * scored.
 */
export async function findSimilarPeople(
  engine: Engine,
  seedSegmentId: string,
  now: number,
  { signal, onProgress }: JobContext,
): Promise<SimilarPeople | Undetermined> {
  segmentNamed(engine, seedSegmentId);
  const ids: string[] = [];
  const isSeed: number[] = [];
  const names = Object.keys(personFeatures);
  const values: number[][] = names.map(() => []);
  let withheldMembers = 0;
  const { looked, total, isSample } = await lookThroughPeople(engine, mostPeople, (profile, view) => {
    signal.throwIfAborted();
    const isMember = view.membership?.(seedSegmentId)?.isMember === true;
    if (!modelsMayKnow(engine, profile)) {
      if (isMember) withheldMembers += 1;
      return;
    }
    ids.push(profile.profileId);
    isSeed.push(isMember ? 1 : 0);
    for (const [i, name] of names.entries()) values[i]!.push(personFeatures[name]!(profile, now, view.today));
    if (ids.length % peopleAtOnce === 0) onProgress(ids.length, null);
  });
  const members = isSeed.reduce((sum, value) => sum + value, 0);
  const answer = (await runStudy(
    {
      kind: "similarity",
      features: names,
      columns: values.map((column) => Float64Array.from(column)),
      isSeed: Uint8Array.from(isSeed),
      limit: Math.ceil((ids.length - members) * shareWanted(engine, seedSegmentId)),
      seed: `similarity/${seedSegmentId}`,
    },
    signal,
  )) as unknown as SimilarityAnswer | Undetermined;
  if (isUndetermined(answer)) return answer;

  const name = similarityScore(seedSegmentId);
  const modelVersion = `lookalike ${new Date(now).toISOString().slice(0, 10)}`;
  for (let from = 0; from < answer.people.length; from += peopleAtOnce) {
    signal.throwIfAborted();
    const rows = answer.people.subarray(from, from + peopleAtOnce);
    await engine.stores.scores.put(
      Array.from(rows, (row, i): [string, Scores] => [
        ids[row]!,
        { [name]: { value: answer.similarity[from + i]!, modelVersion, computedAt: now } },
      ]),
    );
  }
  await engine.stores.scores.forgetOlder([name], now);
  const { auc, reach, importance } = answer;
  const found: SimilarPeople = {
    seedSegmentId,
    computedAt: now,
    members,
    withheldMembers,
    looked: ids.length,
    isSample: isSample && looked < total,
    scored: answer.people.length,
    auc,
    reach,
    importance,
  };
  await engine.stores.definitions.put(kind, [[seedSegmentId, found as unknown as Json]]);
  return found;
}

function shareWanted({ playbook }: Engine, seedSegmentId: string): number {
  const shares = (playbook.segments ?? []).flatMap(({ lookalike }) =>
    lookalike?.seedSegmentId === seedSegmentId ? [lookalike.share] : [],
  );
  return shares.length === 0 ? usualShare : Math.max(...shares);
}
