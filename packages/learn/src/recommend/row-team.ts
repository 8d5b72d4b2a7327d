import { Worker } from "node:worker_threads";
import { type FactorKernels, type RowProblems, solveArguments } from "@attune/math/kernel/factor-kernels";
import type { SharedKernels } from "@attune/math/kernel/shared-kernels";

/** Threads that share one memory and take rows from one counter. */
export interface RowTeam {
  /** Solves all rows; the calling thread takes part and returns when the last row is done. */
  solve(problems: RowProblems, rowCount: number): void;
  close(): void;
}

const rowsPerTurn = 512;

/** Places in the control block. */
const round = 0;
/** The round (its low bits) above the next turn: who read the arguments of another round cannot take a turn of this one. */
const ticket = 1;
const turnsDone = 2;
const controlLength = 3;
const argumentCount = 12;
/** Turns of a round, at most: 2²⁰ · 512 rows. */
const turnBits = 20;
const turnMask = (1 << turnBits) - 1;
const roundMask = (1 << (31 - turnBits)) - 1;

/**
 * What a helper runs: text, because sources run as TypeScript in tests and compiled in a build, and a thread needs a file of its own or none. It
 * sleeps until the round changes, then takes turns until there are none.
 */
const helperProgram = `
const { workerData } = require("node:worker_threads");
const { module, memory, control, given, scratch } = workerData;
const { solveRows } = new WebAssembly.Instance(module, { env: { memory } }).exports;
for (let seen = 0; ; ) {
  Atomics.wait(control, ${round}, seen);
  seen = Atomics.load(control, ${round});
  const values = Array.from(given);
  const rowCount = values[1];
  const turns = Math.ceil(rowCount / ${rowsPerTurn});
  values[9] = scratch;
  for (;;) {
    const taken = Atomics.load(control, ${ticket});
    const turn = taken & ${turnMask};
    if (taken >>> ${turnBits} !== (seen & ${roundMask}) || turn >= turns) break;
    if (Atomics.compareExchange(control, ${ticket}, taken, taken + 1) !== taken) continue;
    values[0] = turn * ${rowsPerTurn};
    values[1] = Math.min(rowCount, values[0] + ${rowsPerTurn});
    solveRows(...values);
    Atomics.add(control, ${turnsDone}, 1);
    Atomics.notify(control, ${turnsDone});
  }
}`;

/**
 * A team of the calling thread and `helperScratch.length` helpers. Rows do not depend on each other, so the numbers are the same to the last bit for any
 * number of helpers. A helper that starts late finds fewer turns left, or none; nobody waits for it.
 */
export function createRowTeam(
  kernels: FactorKernels,
  shared: SharedKernels | null,
  helperScratch: readonly Float32Array[],
): RowTeam {
  if (shared === null || helperScratch.length === 0) {
    return { solve: (problems, rowCount) => kernels.solveRows(problems, 0, rowCount), close: () => {} };
  }
  const control = new Int32Array(new SharedArrayBuffer(4 * controlLength));
  const given = new Float64Array(new SharedArrayBuffer(8 * argumentCount));
  const helpers = helperScratch.map((scratch) => {
    const workerData = { ...shared, control, given, scratch: scratch.byteOffset };
    const helper = new Worker(helperProgram, { eval: true, workerData });
    helper.unref();
    return helper;
  });
  return {
    solve(problems, rowCount) {
      const turns = Math.ceil(rowCount / rowsPerTurn);
      // No turn is left of the last round, whatever a helper reads while the arguments change.
      Atomics.or(control, ticket, turnMask);
      given.set(solveArguments(problems, 0, rowCount));
      const present = Atomics.load(control, round) + 1;
      Atomics.store(control, turnsDone, 0);
      // From here on a helper that still holds the arguments of an earlier round finds no turn.
      Atomics.store(control, ticket, (present & roundMask) << turnBits);
      Atomics.store(control, round, present);
      Atomics.notify(control, round);
      for (;;) {
        const turn = Atomics.add(control, ticket, 1) & turnMask;
        if (turn >= turns) break;
        kernels.solveRows(problems, turn * rowsPerTurn, Math.min(rowCount, (turn + 1) * rowsPerTurn));
        Atomics.add(control, turnsDone, 1);
      }
      for (let done = Atomics.load(control, turnsDone); done < turns; done = Atomics.load(control, turnsDone)) {
        Atomics.wait(control, turnsDone, done);
      }
    },
    close() {
      for (const helper of helpers) void helper.terminate();
    },
  };
}
