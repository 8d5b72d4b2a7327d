import { setImmediate as nextTurn } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import type { WriteSet } from "@attune/model/write-set";
import type { LiveState } from "../ports/live-state.ts";
import { beginFold, type FoldInput, type FoldResult, type FoldSettings } from "../profile/fold-group.ts";
import { loadView } from "./load-view.ts";

/**
 * The one writer of a data directory: groups what arrives, folds it, commits it, acknowledges it. While one group is being written the
 * next is folded over it; no more than that, so that what stands on a group which cannot be written is folded anew.
 */
export interface Writer {
  /** Resolves when the inputs are on disk, with one result each; rejects with nothing of them kept. */
  submit(inputs: FoldInput[]): Promise<FoldResult[]>;
  /**
   * Runs work that changes state by itself, alone, after everything submitted before it. `write` takes inputs in at once, and
   * releases quarantined events in the same write.
   */
  exclusively<T>(work: (write: WriteAlone) => Promise<T>): Promise<T>;
  /** Inputs accepted and not yet on disk. */
  waiting(): number;
  /** Refuses what waits and what comes later: the state is not to be written any more. */
  halt(error: AttuneError): void;
  /** Resolves when everything submitted is on disk; refuses what comes later. */
  close(): Promise<void>;
}

export type WriteAlone = (inputs: FoldInput[], released: number[]) => Promise<FoldResult[]>;

interface Submission {
  inputs: FoldInput[];
  resolve: (results: FoldResult[]) => void;
  reject: (error: unknown) => void;
}

/** Work that wants the state for itself. */
interface Exclusive {
  run: () => Promise<void>;
  reject: (error: unknown) => void;
}

type Turn = Submission | Exclusive;

/** A group that is being written. */
interface Underway {
  writes: WriteSet;
  /** Resolves with whether it is on disk; never rejects. */
  landed: Promise<boolean>;
}

/** Inputs folded between two turns of the event loop: a quarter of a millisecond, so that decisions do not wait for a large group. */
const inputsPerTurn = 16;

/** Measured: with more, one group is folded while nothing is being written; with fewer, each flush carries too little. */
const groupInputs = 1_000;

export function createWriter(state: LiveState, settings: FoldSettings, limits: { waitingInputs: number }): Writer {
  const turns: Turn[] = [];
  let waitingCount = 0;
  let pumping: Promise<void> | null = null;
  let closed = false;
  let underway: Underway | null = null;

  function admit(): void {
    if (closed) throw new AttuneError("stopping", "the engine is stopping", { retryAfterSeconds: 2 });
  }

  function pump(): void {
    pumping ??= drain().finally(() => {
      pumping = null;
      if (turns.length > 0) pump();
    });
  }

  async function drain(): Promise<void> {
    // What arrives in this same turn of the event loop belongs to the first group.
    await nextTurn();
    while (turns.length > 0) {
      const first = turns[0]!;
      if ("run" in first) {
        turns.shift();
        await underway?.landed;
        await first.run();
      } else await writeGroup(takeGroup());
    }
    await underway?.landed;
  }

  function takeGroup(): Submission[] {
    const group: Submission[] = [];
    let count = 0;
    while (turns.length > 0) {
      const turn = turns[0]!;
      if ("run" in turn || (count > 0 && count + turn.inputs.length > groupInputs)) break;
      turns.shift();
      group.push(turn);
      count += turn.inputs.length;
    }
    return group;
  }

  async function writeGroup(group: Submission[]): Promise<void> {
    const before = underway;
    const folded = await foldOver(before, group);
    if (folded === null) return;
    // Decisions that came while the group was folded go first.
    await nextTurn();
    if (before !== null && !(await before.landed)) await writeGroup(group);
    else underway = begin(folded.writes, group, folded.results);
  }

  /** Null where the group could not be folded; its submissions are answered then. */
  async function foldOver(before: Underway | null, group: Submission[]) {
    try {
      return await fold(
        group.flatMap((submission) => submission.inputs),
        before?.writes ?? null,
      );
    } catch (error) {
      await answerUnfolded(before, group, error);
      return null;
    }
  }

  async function fold(inputs: FoldInput[], over: WriteSet | null) {
    const fold = beginFold(await loadView(state, inputs, settings, over), settings);
    const results: FoldResult[] = [];
    for (const input of inputs) {
      if (results.length % inputsPerTurn === inputsPerTurn - 1) await nextTurn();
      results.push(fold.take(input));
    }
    return { writes: fold.finish(), results };
  }

  /** One submission that cannot be folded must not take the others with it: halves are tried until it stands alone. */
  async function answerUnfolded(before: Underway | null, group: Submission[], error: unknown): Promise<void> {
    if (before !== null && !(await before.landed)) return writeGroup(group);
    if (group.length === 1) return group[0]!.reject(error);
    const half = Math.ceil(group.length / 2);
    await writeGroup(group.slice(0, half));
    await writeGroup(group.slice(half));
  }

  const writeAlone: WriteAlone = async (inputs, released) => {
    const { writes, results } = await fold(inputs, null);
    await state.commit({ ...writes, released });
    return results;
  };

  function begin(writes: WriteSet, group: Submission[], results: FoldResult[]): Underway {
    const landed = state.commit(writes).then(
      () => {
        acknowledge(group, results);
        return true;
      },
      (error) => {
        for (const { reject } of group) reject(error);
        return false;
      },
    );
    const mine = { writes, landed };
    void landed.then(() => {
      if (underway === mine) underway = null;
    });
    return mine;
  }

  function acknowledge(group: Submission[], results: FoldResult[]): void {
    let at = 0;
    for (const { inputs, resolve } of group) {
      resolve(results.slice(at, at + inputs.length));
      at += inputs.length;
    }
  }

  return {
    async submit(inputs) {
      admit();
      if (inputs.length === 0) return [];
      // One submission always finds room where nothing waits: refused, it would be sent again for ever.
      if (waitingCount > 0 && waitingCount + inputs.length > limits.waitingInputs) {
        throw new AttuneError("overloaded", `more than ${limits.waitingInputs} events wait to be written`, {
          retryAfterSeconds: 1,
        });
      }
      waitingCount += inputs.length;
      return new Promise<FoldResult[]>((resolve, reject) => {
        const noMoreWaiting =
          <T>(settle: (value: T) => void) =>
          (value: T) => {
            waitingCount -= inputs.length;
            settle(value);
          };
        turns.push({ inputs, resolve: noMoreWaiting(resolve), reject: noMoreWaiting(reject) });
        pump();
      });
    },
    async exclusively(work) {
      admit();
      return new Promise((resolve, reject) => {
        turns.push({ run: () => Promise.resolve(writeAlone).then(work).then(resolve, reject), reject });
        pump();
      });
    },
    waiting: () => waitingCount,
    halt(error) {
      closed = true;
      for (const turn of turns.splice(0)) turn.reject(error);
    },
    async close() {
      closed = true;
      while (pumping !== null) await pumping;
    },
  };
}
