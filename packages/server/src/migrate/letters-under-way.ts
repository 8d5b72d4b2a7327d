import { type Rewrite, rankOf } from "@attune/engine/profile/partitions/kin";
import type { Letter } from "@attune/engine/profile/partitions/letter";
import type { Place } from "@attune/engine/profile/partitions/place-of";
import type { IdentifierKey } from "@attune/model/identity";
import type { Offset } from "@attune/model/log-entry";

/** What letters between partitions say of kin while they are on their way: committed, and not in any log. */
export interface LettersUnderWay {
  /** Places of kin that travel with a letter, and lie nowhere until it is taken in. */
  travelling: ReadonlyMap<Place, { from: number; to: number }>;
  /** So many identifiers at least these kin are to count: letters compare ranks with what a rank was, and it must not have fallen. */
  leastSizes: ReadonlyArray<{ key: IdentifierKey; size: number }>;
  /** Entries that orders of these kin change in the receivers' logs. */
  unsettled: ReadonlyArray<{ key: IdentifierKey; rewrites: readonly Rewrite[] }>;
  /** By which kin that travel are known. */
  borns: ReadonlySet<Offset>;
}

export function lettersUnderWay(letters: readonly Letter[]): LettersUnderWay {
  const travelling = new Map<Place, { from: number; to: number }>();
  const leastSizes: Array<{ key: IdentifierKey; size: number }> = [];
  const unsettled: Array<{ key: IdentifierKey; rewrites: readonly Rewrite[] }> = [];
  const borns = new Set<Offset>();
  for (const { from, to, content } of letters) {
    if (content.kind === "rewrite") {
      unsettled.push(content);
      continue;
    }
    const { cargo, left, towards } = content.errand;
    for (const place of cargo?.places ?? []) travelling.set(place, { from, to });
    if (cargo !== undefined) borns.add(cargo.kin.born);
    if (cargo !== undefined) leastSizes.push({ key: towards, size: above(rankOf(cargo.kin)) });
    if (left !== undefined) leastSizes.push({ key: left.key, size: above(left.rank) });
  }
  return { travelling, leastSizes, unsettled, borns };
}

/** The least size of a higher rank, whenever kin of it were born. */
const above = ({ magnitude }: { magnitude: number }): number => 2 ** (magnitude + 1);
