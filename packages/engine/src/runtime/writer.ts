import { setImmediate as nextTurn } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import type { WriteSet } from "@attune/model/write-set";
import type { LiveState } from "../ports/live-state.ts";
import { type FoldInput, type FoldResult, type FoldSettings, foldGroup } from "../profile/fold-group.ts";
import { loadView } from "./load-view.ts";

/**
 * The one writer of a data directory: groups what arrives, folds it, commits it, acknowledges it. While one group is being written the
 * next is folded over it; no more than that, so that what stands on a group which cannot be written is folded anew.
 */
export interface Writer {
  /** Resolves when the inputs are on disk, with one result each; rejects with nothing of them kept. */
  submit(inputs: FoldInput[]): Promise<FoldResult[]>;
  /** Runs work that changes state by itself, alone, after everything submitted before it. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Inputs accepted and not yet on disk. */
  waiting(): number;
  /** Resolves when everything submitted is on disk; refuses what comes later. */
  close(): Promise<void>;
}

interface Submission {
  inputs: FoldInput[];
  resolve: (results: FoldResult[]) => void;
  reject: (error: unknown) => void;
}

type Turn = Submission | { run: () => Promise<void> };

/** A group that is being written. */
interface Underway {
  writes: WriteSet;
  /** Resolves with whether it is on disk; never rejects. */
  landed: Promise<boolean>;
}

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
    if (folded === "failed") return;
    // Decisions that came while the group was folded go first.
    await nextTurn();
    if (before !== null && !(await before.landed)) await writeGroup(group);
    else underway = begin(folded.writes, group, folded.results);
  }

  async function foldOver(before: Underway | null, group: Submission[]) {
    const inputs = group.flatMap((submission) => submission.inputs);
    try {
      return foldGroup(await loadView(state, inputs, settings, before?.writes ?? null), inputs, settings);
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error);
      // One submission that cannot be folded must not take the others with it.
      else for (const submission of group) await writeGroup([submission]);
      return "failed";
    }
  }

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
      if (waitingCount + inputs.length > limits.waitingInputs) {
        throw new AttuneError("overloaded", `more than ${limits.waitingInputs} events wait to be written`, {
          retryAfterSeconds: 1,
        });
      }
      waitingCount += inputs.length;
      const written = new Promise<FoldResult[]>((resolve, reject) => {
        turns.push({ inputs, resolve, reject });
        pump();
      });
      return written.finally(() => {
        waitingCount -= inputs.length;
      });
    },
    async exclusively(work) {
      admit();
      return new Promise((resolve, reject) => {
        turns.push({ run: () => work().then(resolve, reject) });
        pump();
      });
    },
    waiting: () => waitingCount,
    async close() {
      closed = true;
      while (pumping !== null) await pumping;
    },
  };
}
