import type { EngineObserver } from "@attune/engine/runtime/engine-parts";
import type { Logger } from "pino";
import type { Metrics } from "../http/metrics.ts";

/** The same trouble is logged at most once in this time: a broken disk must not be filled by its own log. */
const logEveryMs = 10_000;

/** Carries what happens inside the engine to the log and the metrics. */
export function observeEngine(log: Logger, metrics: Metrics): EngineObserver {
  const loggedAt = new Map<string, number>();
  return {
    collected: metrics.collected,
    trouble(what, error) {
      metrics.troubled(what);
      const now = Date.now();
      if (now - (loggedAt.get(what) ?? 0) < logEveryMs) return;
      loggedAt.set(what, now);
      log.error({ err: error, what }, "trouble in the background; the engine goes on");
    },
  };
}
