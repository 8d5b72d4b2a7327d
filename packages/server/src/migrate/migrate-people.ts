import type { MembershipStore } from "@attune/engine/ports/membership-store";
import type { Stores } from "@attune/engine/ports/stores";
import type { Transition } from "@attune/model/segment";
import type { OnStep } from "./on-step.ts";

export interface MigratedPeople {
  memberships: number;
  transitions: number;
  /** Number on the new side of the last transition that the journeys had followed. */
  followedTransition: number;
}

const pagePeople = 1_000;

/** Memberships, with since when, the transitions that tell of them, and scores: what would else be found anew, or be lost. */
export async function migratePeople(from: Omit<Stores, "log">, to: Stores, onStep: OnStep): Promise<MigratedPeople> {
  const total = await from.state.profileCount();
  let memberships = 0;
  let done = 0;
  for (let after: string | null = null; ; ) {
    const ids: string[] = await from.state.profileIds(after, pagePeople);
    const [found, scores] = await Promise.all([
      Promise.all(ids.map((id) => from.memberships.of(id))),
      Promise.all(ids.map((id) => from.scores.of(id))),
    ]);
    const people = new Map(ids.map((id, index) => [id, found[index] ?? null]));
    await to.memberships.put({ people, transitions: [] });
    await to.scores.put(ids.map((id, index) => [id, scores[index]!] as const));
    memberships += found.filter((one) => one !== undefined).length;
    done += ids.length;
    onStep("people", done, total);
    if (ids.length < pagePeople) break;
    after = ids.at(-1)!;
  }
  return { memberships, ...(await migrateTransitions(from, to)) };
}

/** They are numbered anew, without the gaps that erasures left. */
async function migrateTransitions(from: Omit<Stores, "log">, to: Stores): Promise<Omit<MigratedPeople, "memberships">> {
  const all = await allTransitions(from.memberships);
  const before = await allTransitions(to.memberships);
  const last = before.at(-1);
  // Of an earlier move: what is missing comes behind its last one.
  const missing = last === undefined ? all : all.slice(all.findLastIndex((one) => nameOf(one) === nameOf(last)) + 1);
  for (let start = 0; start < missing.length; start += pagePeople)
    await to.memberships.put({
      people: new Map(),
      transitions: missing.slice(start, start + pagePeople).map(({ sequence: _, ...transition }) => transition),
    });
  const there = await allTransitions(to.memberships);
  const followed = (await from.journeys.checkpoint())?.transition ?? 0;
  const names = new Set(all.filter(({ sequence }) => sequence <= followed).map(nameOf));
  const followedTransition = there.findLast((transition) => names.has(nameOf(transition)))?.sequence ?? 0;
  return { transitions: there.length, followedTransition };
}

async function allTransitions(memberships: MembershipStore): Promise<Transition[]> {
  const found: Transition[] = [];
  for (;;) {
    const page = await memberships.transitions(found.at(-1)?.sequence ?? 0, pagePeople);
    found.push(...page);
    if (page.length < pagePeople) return found;
  }
}

function nameOf({ profileId, segmentId, change, at }: Transition): string {
  return `${profileId} ${segmentId} ${change} ${at}`;
}
