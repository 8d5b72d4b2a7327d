import type { IdentifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import { homeOf } from "./home-of.ts";
import { joinKin, type Kin, newKin, type Rewrite } from "./kin.ts";
import type { Letter } from "./letter.ts";
import type { CarriedOut, PartitionChange, PartitionView } from "./partition-view.ts";
import { firstOffsetAt } from "./tick-offsets.ts";

/** A partition during one step: the view, and over it what the step has changed so far. */
export interface PartitionDraft {
  partition: number;
  partitions: number;
  /** Of the first entry that this step writes. */
  offset: Offset;
  kinOf(key: IdentifierKey): Kin | undefined;
  /** Whether the identifier's kin are to be found here: they lie here, or nobody has named it yet and this is its home. */
  has(key: IdentifierKey): boolean;
  /** Where to look for an identifier that is not here. */
  wayTo(key: IdentifierKey): number;
  /** All kin that have these identifiers as one; those that nobody has named yet join them. Every key must be here. */
  gather(keys: readonly IdentifierKey[]): Kin;
  /** The kin as they are now, in place of those of the same `born`. */
  keep(kin: Kin): void;
  /** They become one with the kin that has this identifier. */
  arrive(cargo: Kin, key: IdentifierKey): void;
  /** They lie here no more, and are looked for there. */
  leave(cargo: Kin, to: number): void;
  append(entries: readonly LogEntry[]): void;
  /** Entries of this partition's log. What a later order has changed already stays. */
  rewrite(rewrites: readonly Rewrite[]): void;
  send(to: number, content: Letter["content"]): void;
  note(done: Omit<CarriedOut, "offset">): void;
  /** All changes. Ends the step. */
  finish(): PartitionChange;
}

/** @param heardTick of the letter that the step takes in; 0 where there is none. */
export function draftOfStep(view: PartitionView, heardTick: number): PartitionDraft {
  const { partition, partitions } = view;
  const tick = Math.max(view.tick, heardTick) + 1;
  const offset = firstOffsetAt(tick, partition, partitions);
  const kin = new Map<Offset, Kin | null>();
  const moved = new Map<IdentifierKey, number | null>();
  const entries: LogEntry[] = [];
  const rewritten: Rewrite[] = [];
  const letters: Letter[] = [];
  const carriedOut: CarriedOut[] = [];

  function kinOf(key: IdentifierKey): Kin | undefined {
    for (const one of kin.values()) if (one?.keys.has(key)) return one;
    const before = view.kinOf(key);
    return before === undefined || kin.has(before.born) ? undefined : before;
  }

  function movedTo(key: IdentifierKey): number | undefined {
    const to = moved.get(key);
    return to === undefined ? view.movedTo(key) : (to ?? undefined);
  }

  function join(one: Kin, other: Kin): Kin {
    kin.set(one.born, null);
    kin.set(other.born, null);
    const joined = joinKin(one, other);
    kin.set(joined.born, joined);
    return joined;
  }

  const draft: PartitionDraft = {
    partition,
    partitions,
    offset,
    kinOf,
    has: (key) => kinOf(key) !== undefined || (movedTo(key) === undefined && homeOf(key, partitions) === partition),
    wayTo: (key) => movedTo(key) ?? homeOf(key, partitions),
    gather(keys) {
      const fresh = keys.filter((key) => kinOf(key) === undefined);
      const known = new Set(keys.map(kinOf).filter((one) => one !== undefined));
      const parts = fresh.length === 0 ? [...known] : [...known, newKin(offset, fresh)];
      const gathered = parts.reduce(join);
      kin.set(gathered.born, gathered);
      return gathered;
    },
    keep: (changed) => {
      kin.set(changed.born, changed);
    },
    arrive(cargo, key) {
      join(draft.gather([key]), cargo);
      for (const theirs of cargo.keys) if (movedTo(theirs) !== undefined) moved.set(theirs, null);
    },
    leave(cargo, to) {
      kin.set(cargo.born, null);
      for (const key of cargo.keys) moved.set(key, to);
    },
    append: (more) => {
      entries.push(...more);
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
    finish: () => ({ tick, kin, moved, entries, rewritten, letters, carriedOut }),
  };
  return draft;
}
