import { Worker } from "node:worker_threads";
import type { RowRunner, SharedKernels } from "@attune/math/kernel/shared-kernels";

/** Threads that share one memory and take rows of a kernel from one counter; the calling thread takes part. */
export interface RowTeam extends RowRunner {
  close(): void;
}

interface TeamRequest {
  shared: SharedKernels;
  /** Name of the kernel; its first two arguments are a range of rows. */
  kernel: "solveRows" | "subtractProductSingles";
  rowsPerTurn: number;
  /** One helper each: what replaces which argument there (room of its own), or null. */
  helpers: readonly ({ place: number; value: number } | null)[];
}

/** Places in the control block. */
const round = 0;
/** The round (its low bits) above the next turn: who read the arguments of another round cannot take a turn of this one. */
const ticket = 1;
const turnsDone = 2;
const controlLength = 3;
const argumentCount = 12;
/** Turns of a round, at most 2²⁰. */
const turnBits = 20;
const turnMask = (1 << turnBits) - 1;
const roundMask = (1 << (31 - turnBits)) - 1;

/**
 * What a helper runs: text, because sources run as TypeScript in tests and compiled in a build, and a thread needs a file of its own or none. It
 * sleeps until the round changes, then takes turns until there are none.
 */
const helperProgram = `
const { workerData } = require("node:worker_threads");
const { module, memory, control, given, kernel, rowsPerTurn, own } = workerData;
const run = new WebAssembly.Instance(module, { env: { memory } }).exports[kernel];
for (let seen = 0; ; ) {
  Atomics.wait(control, ${round}, seen);
  seen = Atomics.load(control, ${round});
  const values = Array.from(given);
  const rowCount = values[1];
  const turns = Math.ceil(rowCount / rowsPerTurn);
  if (own !== null) values[own.place] = own.value;
  for (;;) {
    const taken = Atomics.load(control, ${ticket});
    const turn = taken & ${turnMask};
    if (taken >>> ${turnBits} !== (seen & ${roundMask}) || turn >= turns) break;
    if (Atomics.compareExchange(control, ${ticket}, taken, taken + 1) !== taken) continue;
    values[0] = turn * rowsPerTurn;
    values[1] = Math.min(rowCount, values[0] + rowsPerTurn);
    run(...values);
    Atomics.add(control, ${turnsDone}, 1);
    Atomics.notify(control, ${turnsDone});
  }
}`;

/**
 * A team of the calling thread and one helper each of `helpers`. Rows do not depend on each other, so the numbers are the same to the last bit for any
 * number of helpers. A helper that starts late finds fewer turns left, or none; nobody waits for it.
 */
export function createRowTeam({ shared, kernel, rowsPerTurn, helpers }: TeamRequest): RowTeam {
  const control = new Int32Array(new SharedArrayBuffer(4 * controlLength));
  const given = new Float64Array(new SharedArrayBuffer(8 * argumentCount));
  const workers = helpers.map((own) => {
    const workerData = { ...shared, control, given, kernel, rowsPerTurn, own };
    const helper = new Worker(helperProgram, { eval: true, workerData });
    helper.unref();
    return helper;
  });
  return {
    run(values, rowCount, own) {
      const turns = Math.ceil(rowCount / rowsPerTurn);
      // No turn is left of the last round, whatever a helper reads while the arguments change.
      Atomics.or(control, ticket, turnMask);
      given.set(values);
      const present = Atomics.load(control, round) + 1;
      Atomics.store(control, turnsDone, 0);
      // From here on a helper that still holds the arguments of an earlier round finds no turn.
      Atomics.store(control, ticket, (present & roundMask) << turnBits);
      Atomics.store(control, round, present);
      Atomics.notify(control, round);
      for (;;) {
        const turn = Atomics.add(control, ticket, 1) & turnMask;
        if (turn >= turns) break;
        own(turn * rowsPerTurn, Math.min(rowCount, (turn + 1) * rowsPerTurn));
        Atomics.add(control, turnsDone, 1);
      }
      for (let done = Atomics.load(control, turnsDone); done < turns; done = Atomics.load(control, turnsDone)) {
        Atomics.wait(control, turnsDone, done);
      }
    },
    close() {
      for (const worker of workers) void worker.terminate();
    },
  };
}
