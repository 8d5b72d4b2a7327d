import type { Channel } from "@attune/engine/ports/channel";
import type { ChannelName } from "@attune/model/message";
import type { Logger } from "pino";
import { makeReports } from "../governance/regular-reports.ts";
import type { Instance } from "../instance/instance.ts";

const everyMs = 15 * 60_000;

/** Looks again and again whether a week or a month is over, without keeping the process alive. */
export function scheduleReports(
  instance: Instance,
  channels: ReadonlyMap<ChannelName, Channel>,
  log: Logger,
): { stop(): Promise<void> } {
  const controller = new AbortController();
  let underway: Promise<void> | null = null;
  const timer = setInterval(() => {
    if (instance.state !== "serving") return;
    underway ??= makeReports(instance, channels, controller.signal)
      .then((made) => {
        for (const { reportId } of made) log.info({ reportId }, "a report was made");
      })
      .catch((err) => log.error({ err }, "a report could not be made; it is tried again"))
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
