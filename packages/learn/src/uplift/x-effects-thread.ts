import { type MessagePort, workerData } from "node:worker_threads";
import { createRng } from "@attune/math/rng";
import { type BaseLearner, type LearnedModel, learnerNamed } from "./base-learner.ts";
import { imputedEffect } from "./imputed-effect.ts";
import type { UpliftData } from "./uplift-data.ts";

/** What the thread is given: data in shared memory, and where it says that it has begun (0) and is done (1). */
export interface EffectTask extends UpliftData {
  base: BaseLearner["name"];
  seed: string;
  port: MessagePort;
  control: Int32Array;
}

export interface EffectThreadAnswer {
  model: LearnedModel;
}

/** A thread for the control rows' effects. */
const { base, seed, port, control, ...data } = workerData as EffectTask;
Atomics.store(control, 0, 1);
try {
  const model = imputedEffect(data, 0, { base: learnerNamed(base), rng: createRng(seed) });
  port.postMessage({ model } satisfies EffectThreadAnswer);
} finally {
  Atomics.store(control, 1, 1);
  Atomics.notify(control, 1);
}
