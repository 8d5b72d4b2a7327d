import type { IdentifierKey, IdentityRecord } from "@attune/model/identity";
import type { Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import { firstOffsetAt } from "@attune/model/tick-offsets";
import { homeOf } from "./home-of.ts";
import { type Cargo, joinContents, joinKin, type Kin, type KinContents, type Rewrite } from "./kin.ts";
import type { Letter } from "./letter.ts";
import type { CarriedOut, KinWrites, PartitionChange, PartitionView } from "./partition-view.ts";
import { type Place, placeOf } from "./place-of.ts";

/** A partition during one step: the view, and over it what the step has changed so far. */
export interface PartitionDraft {
  partition: number;
  partitions: number;
  /** Of the first entry that this step writes. */
  offset: Offset;
  kinOf(key: IdentifierKey): Kin | undefined;
  identity(key: IdentifierKey): IdentityRecord | undefined;
  profile(profileId: string): Profile | undefined;
  isSeen(messageKey: string): boolean;
  /** Whether the identifier's kin are to be found here: they lie here, or nobody has named it yet and this is its home. */
  has(key: IdentifierKey): boolean;
  /** Where to look for an identifier that is not here. */
  wayTo(key: IdentifierKey): number;
  /** All kin that have these identifiers as one; those that nobody has named yet join them. Every key must be here. */
  gather(keys: readonly IdentifierKey[]): Kin;
  /** What a letter brought becomes one with the kin that have this identifier. */
  arrive(cargo: Cargo, key: IdentifierKey): void;
  /** They lie here no more, and are looked for there. Linear in them. */
  leave(kin: Kin, to: number): Cargo;
  /** What comes by on its way is looked for there. */
  pass(cargo: Cargo, to: number): void;
  /** They have one more, which nobody can have named. */
  adopt(kin: Kin, key: IdentifierKey): Kin;
  /** What the task of this step changed. */
  write(kin: Kin, writes: KinWrites): void;
  unsettle(kin: Kin, unsettled: Kin["unsettled"]): void;
  /** Entries of this partition's log. What a later order has changed already stays. */
  rewrite(rewrites: readonly Rewrite[]): void;
  send(to: number, content: Letter["content"]): void;
  note(done: Omit<CarriedOut, "offset">): void;
  /** All changes. Ends the step. */
  finish(): PartitionChange;
}

const nothing = { identities: new Map(), profiles: new Map(), seen: new Map() };

/** @param heardTick of the letter that the step takes in; 0 where there is none. */
export function draftOfStep(view: PartitionView, heardTick: number): PartitionDraft {
  const { partition, partitions } = view;
  const tick = Math.max(view.tick, heardTick) + 1;
  const offset = firstOffsetAt(tick, partition, partitions);
  const kin = new Map<Offset, Kin>();
  /** Of kin that lay here before the step. */
  const standing = new Set<Offset>();
  /** What became of kin: part of others, or gone. */
  const became = new Map<Offset, Offset | null>();
  const begun = new Map<IdentifierKey, Offset>();
  const moved = new Map<Place, number | null>();
  const rewritten: Rewrite[] = [];
  const letters: Letter[] = [];
  const carriedOut: CarriedOut[] = [];
  let arrived: PartitionChange["arrived"] = null;
  let wrote: PartitionChange["wrote"] = null;

  function kinOf(key: IdentifierKey): Kin | undefined {
    const before = view.kinOf(key);
    if (before !== undefined) standing.add(before.born);
    const first = begun.get(key) ?? (arrived?.cargo.places.has(placeOf(key)) ? arrived.into : before?.born);
    const born = first === undefined ? null : standsAs(first);
    return born === null ? undefined : (kin.get(born) ?? before);
  }

  /** Null: it left. */
  function standsAs(born: Offset): Offset | null {
    let now: Offset | null = born;
    for (let next = became.get(now); next !== undefined; next = became.get(now)) {
      if (next === null) return null;
      now = next;
    }
    return now;
  }

  function join(one: Kin, other: Kin): Kin {
    const joined = joinKin(one, other);
    const absorbed = one.born === joined.born ? other : one;
    kin.delete(absorbed.born);
    became.set(absorbed.born, joined.born);
    kin.set(joined.born, joined);
    return joined;
  }

  function begin(keys: readonly IdentifierKey[]): Kin {
    const fresh = { born: offset, size: keys.length, unsettled: new Map() };
    for (const key of keys) begun.set(key, offset);
    kin.set(offset, fresh);
    return fresh;
  }

  function movedTo(place: Place): number | undefined {
    const to = moved.get(place);
    return to === undefined ? view.movedTo(place) : (to ?? undefined);
  }

  /** All that is kept of kin that nothing came to in this step but other kin and new identifiers. */
  function contentsOf({ born }: Kin): KinContents {
    const before = [...standing].filter((one) => standsAs(one) === born).map(view.contentsOf);
    const fresh = [...begun].filter(([, one]) => standsAs(one) === born).map(([key]) => placeOf(key));
    return joinContents([...before, { places: new Set(fresh), ...nothing }]);
  }

  const draft: PartitionDraft = {
    partition,
    partitions,
    offset,
    kinOf,
    identity: (key) => arrived?.cargo.identities.get(key) ?? view.identity(key),
    profile: (profileId) => arrived?.cargo.profiles.get(profileId) ?? view.profile(profileId),
    isSeen: (messageKey) => arrived?.cargo.seen.has(messageKey) || view.isSeen(messageKey),
    has: (key) =>
      kinOf(key) !== undefined || (movedTo(placeOf(key)) === undefined && homeOf(key, partitions) === partition),
    wayTo: (key) => movedTo(placeOf(key)) ?? homeOf(key, partitions),
    gather(keys) {
      const known = new Map<Offset, Kin>();
      const fresh: IdentifierKey[] = [];
      for (const key of keys) {
        const one = kinOf(key);
        if (one === undefined) fresh.push(key);
        else known.set(one.born, one);
      }
      const parts = [...known.values()];
      if (fresh.length > 0) parts.push(begin(fresh));
      return parts.reduce(join);
    },
    arrive(cargo, key) {
      const into = draft.gather([key]);
      arrived = { cargo, into: into.born };
      join(into, cargo.kin);
      for (const place of cargo.places) if (movedTo(place) !== undefined) moved.set(place, null);
    },
    leave(left, to) {
      const cargo = { kin: left, ...contentsOf(left) };
      kin.delete(left.born);
      became.set(left.born, null);
      draft.pass(cargo, to);
      return cargo;
    },
    pass(cargo, to) {
      for (const place of cargo.places) moved.set(place, to);
    },
    adopt(by, key) {
      begun.set(key, by.born);
      const grown = { ...by, size: by.size + 1 };
      kin.set(by.born, grown);
      return grown;
    },
    write(of, writes) {
      kin.set(of.born, of);
      wrote = { kin: of.born, writes };
    },
    unsettle(of, unsettled) {
      kin.set(of.born, { ...of, unsettled });
    },
    rewrite(rewrites) {
      for (const one of rewrites) {
        const last = view.orderOf(one.entry.offset);
        if (last === undefined || last < one.order) rewritten.push(one);
      }
    },
    send(to, content) {
      const number = view.sentTo(to) + letters.filter((letter) => letter.to === to).length + 1;
      letters.push({ from: partition, to, number, tick, content });
    },
    note: (done) => {
      carriedOut.push({ ...done, offset });
    },
    finish() {
      const gone = new Map([...standing].filter((born) => became.has(born)).map((born) => [born, standsAs(born)]));
      const stays = [...begun].flatMap(([key, first]) => {
        const born = standsAs(first);
        return born === null ? [] : [[key, born] as const];
      });
      const came = arrived && { ...arrived, into: standsAs(arrived.into)! };
      return { tick, kin, gone, begun: new Map(stays), arrived: came, moved, wrote, rewritten, letters, carriedOut };
    },
  };
  return draft;
}
