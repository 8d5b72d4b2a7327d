import type { Engine } from "@attune/engine/runtime/engine";
import type { Logger } from "pino";
import type { Instance } from "../instance/instance.ts";
import { guardExperiments } from "./guard-experiments.ts";
import { guardTactics } from "./guard-tactics.ts";
import { learnBandits } from "./learn-bandits.ts";

const everyMs = 60_000;
/** Guardrails are looked at in every fifth round: those of a bandit read its draws one by one. */
const roundsPerGuard = 5;
/** Between two rounds passes at least so many times as long as the last one took: dozens of bandits use a tenth of a core. */
const restPerWork = 9;

/** Has bandits learn and guardrails watched, again and again, never twice at once, without keeping the process alive. */
export function watchExperiments(instance: Instance, log: Logger): { stop(): Promise<void> } {
  let underway: Promise<void> | null = null;
  let rounds = 0;
  let timer = setTimeout(begin, everyMs).unref();

  async function round(): Promise<void> {
    const { engine } = instance;
    if (instance.state !== "serving") return;
    try {
      const now = instance.clock();
      if (rounds++ % roundsPerGuard === 0) await guard(engine, now);
      for (const experimentId of await learnBandits(engine, now))
        log.info({ experimentId }, "a bandit draws by what it learned");
    } catch (err) {
      log.error({ err }, "experiments could not be watched; it is tried again");
    }
  }

  async function guard(engine: Engine, now: number): Promise<void> {
    for (const { experimentId, reason } of await guardExperiments(engine, now))
      log.warn({ experimentId, reason }, "an experiment was stopped");
    for (const { tacticId, reason } of await guardTactics(engine))
      log.warn({ tacticId, reason }, "a tactic was stopped");
  }

  function begin(): void {
    const begunAt = performance.now();
    underway = round().finally(() => {
      underway = null;
      timer = setTimeout(begin, Math.max(everyMs, restPerWork * (performance.now() - begunAt))).unref();
    });
  }

  return {
    async stop() {
      await underway;
      clearTimeout(timer);
    },
  };
}
