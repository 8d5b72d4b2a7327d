import type { Identifier, IdentifierKey } from "@attune/model/identity";
import type { Offset } from "@attune/model/log-entry";
import type { FoldInput } from "../fold-group.ts";
import type { Cargo, Rank, Rewrite } from "./kin.ts";

/** To be folded, where all kin that it names lie. */
export interface EntryTask {
  kind: "entry";
  input: Exclude<FoldInput, { kind: "quarantine" }>;
  /** Under which whoever handed it in waits to hear what became of it. */
  ticket?: string;
}

/** To take the profile that has these identifiers apart; they are the ones to leave. */
export interface UnmergeTask {
  kind: "unmerge";
  split: readonly Identifier[];
  at: number;
  by: string;
  ticket?: string;
}

/** To forget a person. */
export interface EraseTask {
  kind: "erase";
  profileId: string;
  /** That lead to the person; none where nothing does, as to those who were made nameless. */
  who: readonly Identifier[];
  at: number;
  by: string;
  /** The id under which their nameless entries are kept; absent: nothing is kept. */
  heir?: string;
  ticket?: string;
}

/** What changes people by itself, and the entries that are theirs. */
export type OrderTask = UnmergeTask | EraseTask;

/** A partition has written these entries as the order said. */
export interface SettledTask {
  kind: "settled";
  order: Offset;
  offsets: readonly Offset[];
}

/** What is to be done where some kin lie. */
export type Task = EntryTask | OrderTask | SettledTask;

/** A task on its way to an identifier. */
export interface Errand {
  task: Task;
  towards: IdentifierKey;
  /** Of kin that the entry names and that lie elsewhere: one of their identifiers, and what their rank was when it was there. */
  left?: { key: IdentifierKey; rank: Rank };
  /** Kin that move to those of `towards`, whose rank is higher. */
  cargo?: Cargo;
}

/** What one partition sends another: part of the commit that caused it, and taken in once, in order. */
export interface Letter {
  from: number;
  to: number;
  /** 1, 2, 3, … from this partition to that one. */
  number: number;
  /** The sender's, of the step that sent it. */
  tick: number;
  content:
    | { kind: "errand"; errand: Errand }
    /** Entries of the receiver's log that an order changed. `key`: of the kin whose order it was. */
    | { kind: "rewrite"; rewrites: readonly Rewrite[]; order: Offset; key: IdentifierKey };
}
