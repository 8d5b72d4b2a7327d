import type { Channel } from "@attune/engine/ports/channel";
import type { Logger } from "pino";
import type { Instance } from "../instance/instance.ts";
import { pushAudiences } from "../segment/push-audiences.ts";

const everyMs = 10 * 60_000;

/** Looks again and again whether an audience is to be told, without keeping the process alive. */
export function scheduleAudiences(
  instance: Instance,
  webhook: Channel | undefined,
  log: Logger,
): { stop(): Promise<void> } {
  const controller = new AbortController();
  let underway: Promise<void> | null = null;
  const timer = setInterval(() => {
    if (instance.state !== "serving") return;
    underway ??= pushAudiences(instance, webhook, controller.signal)
      .catch((err) => log.error({ err }, "audiences could not be told; it is tried again"))
      .finally(() => {
        underway = null;
      });
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      controller.abort();
      await underway;
    },
  };
}
