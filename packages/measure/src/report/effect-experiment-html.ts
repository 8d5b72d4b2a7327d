import type { EffectExperiment } from "@attune/model/effect-experiment";
import { consistencySection } from "./consistency-section.ts";
import { deviceSection } from "./device-section.ts";
import { experimentHtml } from "./experiment-html.ts";
import { holdoutSection } from "./holdout-section.ts";

/** The long report of a tactic or of the holdout as one page: that of an experiment, with devices, consistency, promises and costs. */
export function effectExperimentHtml(effect: EffectExperiment): string {
  const { subject, windowDays, currency, devices, consistency, deviceConsistency, holdout } = effect;
  const isAdjusted = effect.report.metrics.some(({ comparisons }) =>
    comparisons.some(({ unadjusted }) => unadjusted !== undefined),
  );
  const asked =
    subject.kind === "tactic"
      ? `Tactic ${subject.name}: those exposed to it against those held out of it`
      : "All tactics together: everyone they could touch against the global holdout";
  return experimentHtml(effect.report, currency === null ? {} : { currency }, {
    subject: `${asked}, per person, ${windowDays} ${windowDays === 1 ? "day" : "days"} from the first opportunity on.`,
    afterSegments: [
      deviceSection(devices),
      consistencySection([consistency, deviceConsistency].filter((one) => one !== undefined)),
    ],
    afterMoney: holdout === undefined ? [] : [holdoutSection(holdout, currency, isAdjusted)],
  });
}
