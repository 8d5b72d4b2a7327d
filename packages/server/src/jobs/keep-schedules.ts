import type { Channel } from "@attune/engine/ports/channel";
import type { ChannelName } from "@attune/model/message";
import type { Logger } from "pino";
import { watchDestinations } from "../destinations/watch-destinations.ts";
import type { Environment } from "../environment.ts";
import type { Metrics } from "../http/metrics.ts";
import type { Instance } from "../instance/instance.ts";
import { schedulePrivacy } from "./keep-privacy.ts";
import { scheduleAudiences } from "./schedule-audiences.ts";
import { scheduleReports } from "./schedule-reports.ts";
import { scheduleScores } from "./schedule-scores.ts";
import { scheduleSimilarities } from "./schedule-similarities.ts";
import { scheduleTraining } from "./schedule-training.ts";
import { watchExperiments } from "./watch-experiments.ts";
import { watchSignals } from "./watch-signals.ts";

interface SchedulesParts {
  instance: Instance;
  channels: ReadonlyMap<ChannelName, Channel>;
  environment: Environment;
  metrics: Metrics;
  log: Logger;
}

/** All that runs by itself at its times. */
export interface Schedules {
  /** What is under way goes on. */
  beginNothing(): void;
  /** Resolves when nothing of it is under way that jobs do not know of. */
  stop(): Promise<void>;
}

export function keepSchedules({ instance, channels, environment, metrics, log }: SchedulesParts): Schedules {
  const training = scheduleTraining(instance, log);
  const scores = scheduleScores(instance, (error) => {
    log.error({ err: error }, "a refresh of scores could not begin");
    metrics.troubled("scores");
  });
  const comparing = scheduleSimilarities(instance, (error) => {
    log.error({ err: error }, "a comparison of people could not begin");
  });
  const experiments = watchExperiments(instance, log);
  const signals = watchSignals(instance, channels, metrics.registry, log);
  const reports = scheduleReports(instance, channels, log);
  const audiences = scheduleAudiences(instance, channels.get("webhook"), log);
  const destinations = watchDestinations(instance, environment.outbound, log);
  const privacy = schedulePrivacy(instance, log);
  return {
    beginNothing() {
      for (const one of [training, scores, comparing]) one.stop();
    },
    async stop() {
      await experiments.stop();
      await signals.stop();
      await Promise.all([destinations.stop(), privacy.stop(), reports.stop(), audiences.stop()]);
    },
  };
}
