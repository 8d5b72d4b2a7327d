import { availableParallelism } from "node:os";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { LearnedModel } from "./base-learner.ts";
import { type ImputeOptions, imputedEffect } from "./imputed-effect.ts";
import type { UpliftData } from "./uplift-data.ts";
import type { EffectTask, EffectThreadAnswer } from "./x-effects-thread.ts";

/** Fewer rows are done sooner than a thread has started. */
const fewestRowsForThread = 50_000;
/** A thread that is silent for so long has died. */
const patienceMs = 30 * 60_000;

/** The two effect models of the X-learner, of the control rows and of the treated: each a chain of its own, so one of them may run in a thread. */
export function learnImputedEffects(
  data: UpliftData,
  options: ImputeOptions & { threads?: number },
): [LearnedModel, LearnedModel] {
  const threads = Math.min(options.threads ?? 2, availableParallelism());
  const alone = (arm: 0 | 1) => imputedEffect(data, arm, options);
  if (threads < 2 || data.outcome.length < fewestRowsForThread) return [alone(0), alone(1)];
  return besideThread(
    { ...share(data), base: options.base.name, seed: options.rng.seed },
    () => alone(1),
    () => alone(0),
  );
}

/**
 * Has a thread work on the control rows while this one works on the treated. A thread that has not begun by then is not waited for: `instead`
 * does its work. The thread runs what was built, since a plain node does not read TypeScript.
 */
function besideThread(
  task: Omit<EffectTask, "port" | "control">,
  own: () => LearnedModel,
  instead: () => LearnedModel,
): [LearnedModel, LearnedModel] {
  const { port1, port2 } = new MessageChannel();
  const control = new Int32Array(new SharedArrayBuffer(8));
  const workerData: EffectTask = { ...task, port: port2, control };
  const thread = new Worker(new URL("../../dist/uplift/x-effects-thread.js", import.meta.url), {
    workerData,
    transferList: [port2],
    execArgv: [],
  });
  // Its failure shows as silence, and then its work is done here.
  thread.on("error", () => {});
  thread.unref();
  try {
    const treated = own();
    if (Atomics.load(control, 0) === 1) Atomics.wait(control, 1, 0, patienceMs);
    const answer = receiveMessageOnPort(port1)?.message as EffectThreadAnswer | undefined;
    return [answer === undefined ? instead() : answer.model, treated];
  } finally {
    port1.close();
    void thread.terminate();
  }
}

/** The same data in memory that threads share. */
function share({ columns, treated, outcome }: UpliftData): UpliftData {
  const shared = (values: Float64Array) => {
    if (values.buffer instanceof SharedArrayBuffer) return values;
    const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
    copy.set(values);
    return copy;
  };
  const arms = new Uint8Array(new SharedArrayBuffer(treated.length));
  arms.set(treated);
  return { columns: columns.map(shared), treated: arms, outcome: shared(outcome) };
}
