import type { Channel } from "@attune/engine/ports/channel";
import type { ChannelName } from "@attune/model/message";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { lookForAlerts } from "../governance/alerts.ts";
import type { Instance } from "../instance/instance.ts";
import { decisionTimes } from "../readiness/decision-times.ts";

const everyMs = 5 * 60_000;

/** Looks at all signals again and again, never twice at once, without keeping the process alive. */
export function watchSignals(
  instance: Instance,
  channels: ReadonlyMap<ChannelName, Channel>,
  registry: Registry,
  log: Logger,
): { stop(): Promise<void> } {
  let underway: Promise<void> | null = null;
  let timer = setTimeout(begin, everyMs).unref();

  async function look(): Promise<void> {
    if (instance.state !== "serving") return;
    try {
      const told = await lookForAlerts(instance, channels, await decisionTimes(registry));
      for (const { alert, why } of told) log.warn({ alert: alert.alertId, why }, alert.message);
    } catch (err) {
      log.error({ err }, "signals could not be looked at; it is tried again");
    }
  }

  function begin(): void {
    underway = look().finally(() => {
      underway = null;
      timer = setTimeout(begin, everyMs).unref();
    });
  }

  return {
    async stop() {
      await underway;
      clearTimeout(timer);
    },
  };
}
