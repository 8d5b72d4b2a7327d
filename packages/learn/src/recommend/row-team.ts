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
const nextTurn = 1;
const turnsDone = 2;
const turnCount = 3;
const controlLength = 4;
const argumentCount = 12;

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
  values[9] = scratch;
  for (;;) {
    const turn = Atomics.add(control, ${nextTurn}, 1);
    if (turn >= Atomics.load(control, ${turnCount})) break;
    values[0] = turn * ${rowsPerTurn};
    values[1] = Math.min(rowCount, values[0] + ${rowsPerTurn});
    solveRows(...values);
    Atomics.add(control, ${turnsDone}, 1);
    Atomics.notify(control, ${turnsDone});
  }
}`;

/**
 * A team of the calling thread and `helperScratch.length` helpers. Rows do not depend on each other, so the numbers are the same to the last bit for any
 * number of helpers. A helper that starts late finds fewer turns left; nobody waits for it.
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
      given.set(solveArguments(problems, 0, rowCount));
      Atomics.store(control, turnsDone, 0);
      Atomics.store(control, turnCount, turns);
      Atomics.store(control, nextTurn, 0);
      Atomics.add(control, round, 1);
      Atomics.notify(control, round);
      for (let turn = Atomics.add(control, nextTurn, 1); turn < turns; turn = Atomics.add(control, nextTurn, 1)) {
        kernels.solveRows(problems, turn * rowsPerTurn, Math.min(rowCount, (turn + 1) * rowsPerTurn));
        Atomics.add(control, turnsDone, 1);
      }
      for (let done = Atomics.load(control, turnsDone); done < turns; done = Atomics.load(control, turnsDone)) {
        Atomics.wait(control, turnsDone, done);
      }
      // Late takers of this round must find no turn: the counter stays above the count until the next round sets both.
      Atomics.store(control, turnCount, 0);
    },
    close() {
      for (const helper of helpers) void helper.terminate();
    },
  };
}
