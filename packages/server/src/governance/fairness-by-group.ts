import type { Engine } from "@attune/engine/runtime/engine";
import { takeTurns } from "@attune/engine/runtime/take-turns";
import { newcombeInterval } from "@attune/measure/experiment/proportion-difference";
import type { Exposure, Profile } from "@attune/model/profile";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { modelsMayKnow } from "../recommenders/whom-models-may-know.ts";

/** How a group of people fared with what decisions did. */
export interface GroupFairness {
  /** `country=de`; of two traits at once `country=de, plan=gold`. */
  group: string;
  people: number;
  /** Share of them who met an opportunity that was not held out. */
  exposed: number;
  /** Share of them who were given an offer. */
  offered: number;
  /** Share that ordered since the first opportunity, less that of the global holdout, with its 95 % interval (Newcombe). */
  lift: { estimate: number; interval: [number, number] } | Undetermined;
}

export interface FairnessByGroup {
  traits: readonly string[];
  /** The largest first. */
  groups: GroupFairness[];
  /** Groups too small to be told, and how many people they have together; null: even together too few. */
  small: { groups: number; people: number | null };
}

interface Tally {
  people: number;
  exposed: number;
  offered: number;
  served: { n: number; successes: number };
  heldOut: { n: number; successes: number };
}

/** Of fewer people nothing is told: what one of them did could be read from it. */
export const fewestPeople = 100;
/** On either side of a comparison. */
const fewestInArm = 100;
const pageSize = 500;

/**
 * Exposure, offers and lift by groups of people, and by pairs of the first two traits. Of those alone whom decisions may know. Linear in the profiles,
 * a few at a time.
 */
export async function fairnessByGroup(
  engine: Engine,
  traits: readonly string[],
  signal: AbortSignal,
): Promise<FairnessByGroup> {
  const { state } = engine.stores;
  const tallies = new Map<string, Tally>();
  const takeTurn = takeTurns();
  for (let after: string | null = null; ; ) {
    signal.throwIfAborted();
    const ids: string[] = await state.profileIds(after, pageSize);
    if (ids.length === 0) break;
    for (const id of ids) {
      const profile = await state.profile(id);
      if (profile !== undefined && modelsMayKnow(engine, profile))
        for (const group of groupsOf(profile, traits)) count(tallies, group, profile);
      await takeTurn();
    }
    after = ids.at(-1)!;
  }
  return told(traits, tallies);
}

/** One for each trait that is known, and one for the first two together. */
function groupsOf({ traits: known }: Profile, traits: readonly string[]): string[] {
  const words = traits.flatMap((trait) => {
    const value = Object.hasOwn(known, trait) ? known[trait]?.value : undefined;
    return value === undefined || value === null || typeof value === "object" ? [] : [`${trait}=${String(value)}`];
  });
  const [first, second] = words;
  return first !== undefined && second !== undefined && words.length === traits.length
    ? [...words, `${first}, ${second}`]
    : words;
}

function count(tallies: Map<string, Tally>, group: string, { exposures, offers = {}, commerce }: Profile): void {
  let tally = tallies.get(group);
  if (tally === undefined) {
    tally = { people: 0, exposed: 0, offered: 0, served: { n: 0, successes: 0 }, heldOut: { n: 0, successes: 0 } };
    tallies.set(group, tally);
  }
  const met = Object.values(exposures);
  tally.people += 1;
  if (met.some(({ arm }) => arm === "exposed")) tally.exposed += 1;
  if (Object.values(offers).some(({ given }) => given !== null)) tally.offered += 1;
  const first = firstOf(met);
  if (first === undefined) return;
  const side = first.arm === "global-holdout" ? tally.heldOut : tally.served;
  side.n += 1;
  if (commerce.lastOrderAt !== null && commerce.lastOrderAt >= first.first.at) side.successes += 1;
}

/** Who met two arms counts with the first. */
function firstOf(met: readonly Exposure[]): Exposure | undefined {
  return met.reduce<Exposure | undefined>(
    (first, one) => (first === undefined || one.first.at < first.first.at ? one : first),
    undefined,
  );
}

function told(traits: readonly string[], tallies: ReadonlyMap<string, Tally>): FairnessByGroup {
  const all = [...tallies].sort(([a, { people: p }], [b, { people: q }]) => q - p || (a < b ? -1 : 1));
  const small = all.filter(([, { people }]) => people < fewestPeople);
  const together = small.reduce((sum, [, { people }]) => sum + people, 0);
  return {
    traits,
    groups: all.filter(([, { people }]) => people >= fewestPeople).map(([group, tally]) => fairnessOf(group, tally)),
    small: { groups: small.length, people: together < fewestPeople ? null : together },
  };
}

function fairnessOf(group: string, { people, exposed, offered, served, heldOut }: Tally): GroupFairness {
  const lift =
    Math.min(served.n, heldOut.n) < fewestInArm
      ? undetermined(
          "too-few-people",
          `Fewer than ${fewestInArm} of them were held out of everything, or met anything.`,
        )
      : {
          estimate: served.successes / served.n - heldOut.successes / heldOut.n,
          interval: newcombeInterval(served, heldOut),
        };
  return { group, people, exposed: exposed / people, offered: offered / people, lift };
}
