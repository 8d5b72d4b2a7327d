import type { Environment } from "../environment.ts";
import { createProgressBar } from "./progress-bar.ts";

const drawMs = 200;

/** Says on standard error that work without a measure of its own is alive, once it has taken more than a second. */
export async function whileWaiting<T>(environment: Environment, work: Promise<T>): Promise<T> {
  const bar = createProgressBar(environment.stderr, { unit: "", clock: Date.now });
  const timer = setInterval(() => bar.update(0, null), drawMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    bar.end();
  }
}
