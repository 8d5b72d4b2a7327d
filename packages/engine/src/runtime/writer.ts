import { setImmediate as nextTurn } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import type { IdentifierKey } from "@attune/model/identity";
import type { LiveView } from "@attune/model/write-set";
import type { LiveState } from "../ports/live-state.ts";
import {
  type FoldInput,
  type FoldResult,
  type FoldSettings,
  foldGroup,
  identifierKeysOf,
} from "../profile/fold-group.ts";
import { furtherIdentifierKeys } from "../profile/further-identifier-keys.ts";

/** The one writer of a data directory: groups what arrives while the last group is being written, folds it, commits it, acknowledges it. */
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

/** Measured: with more, one group is folded while nothing is being written; with fewer, each flush carries too little. */
const groupInputs = 1_000;

export function createWriter(state: LiveState, settings: FoldSettings, limits: { waitingInputs: number }): Writer {
  const turns: Turn[] = [];
  let waitingCount = 0;
  let pumping: Promise<void> | null = null;
  let closed = false;

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
        await first.run();
      } else await writeGroup(takeGroup());
    }
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
    try {
      const results = await write(group.flatMap((submission) => submission.inputs));
      let at = 0;
      for (const { inputs, resolve } of group) {
        resolve(results.slice(at, at + inputs.length));
        at += inputs.length;
      }
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error);
      // One submission that cannot be written must not take the others with it.
      else for (const submission of group) await writeGroup([submission]);
    }
  }

  async function write(inputs: FoldInput[]): Promise<FoldResult[]> {
    const { writes, results } = foldGroup(await viewFor(inputs), inputs, settings);
    // Decisions that came while the group was folded go first.
    await nextTurn();
    await state.commit(writes);
    return results;
  }

  /** What the inputs can touch: what they name, and what the profiles they name can lead to. */
  async function viewFor(inputs: FoldInput[]): Promise<LiveView> {
    const identifiers = new Set<IdentifierKey>();
    const messages = new Set<string>();
    for (const input of inputs) {
      for (const key of identifierKeysOf(input)) identifiers.add(key);
      if (input.kind === "event") messages.add(input.messageKey);
    }
    const view = await state.load(identifiers, messages);
    const further = furtherIdentifierKeys(view, inputs, settings);
    if (further.length === 0) return view;
    const rest = await state.load(further, []);
    return {
      ...view,
      identities: new Map([...view.identities, ...rest.identities]),
      profiles: new Map([...view.profiles, ...rest.profiles]),
    };
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
