import { needsPerson } from "@attune/engine/decide/impersonal-default";
import { segmentWarnings } from "@attune/engine/segment/segment-warnings";
import { metricsWith } from "@attune/measure/metric/built-in-metrics";
import type { PlaybookFinding } from "@attune/model/playbook-report";
import type { ItemSource, Playbook, Tactic } from "@attune/model/tactic";
import type { Configuration } from "../config/read-configuration.ts";
import { checkEventNames } from "./check-event-names.ts";
import { checkGoal } from "./check-goal.ts";
import { warning } from "./finding.ts";
import { whyModelsWait } from "./model-thresholds.ts";
import type { PlaybookFacts } from "./playbook-facts.ts";

/** Sources that no model stands behind. */
const plainSources: ReadonlySet<ItemSource> = new Set([
  "popular",
  "trending",
  "recently-viewed",
  "new-arrivals",
  "category-bestsellers",
]);

/** What a team should mend or know before a playbook runs, beyond what cannot be read at all. */
export function checkPlaybook({ playbook }: Configuration, facts: PlaybookFacts, now: number): PlaybookFinding[] {
  const metrics = new Map(metricsWith(playbook.metrics ?? []).map((metric) => [metric.metricId, metric]));
  return [
    ...playbook.tactics.flatMap((tactic) => [
      ...checkTactic(tactic, playbook, now),
      ...checkGoal(tactic, metrics, facts, now),
    ]),
    ...checkShadows(playbook),
    ...checkDefaults(playbook),
    ...checkExperimentEnds(playbook, now),
    ...checkOffers(playbook),
    ...checkModels(playbook, facts),
    ...checkEventNames(playbook, facts.eventNames),
    ...segmentWarnings(playbook.segments ?? []).map(({ code, path, message }) => warning(code, path, message)),
  ];
}

function checkTactic({ tacticId, hypothesis, holdout, schedule }: Tactic, playbook: Playbook, now: number) {
  const path = `tactics.${tacticId}`;
  const findings: PlaybookFinding[] = [];
  if (hypothesis === undefined)
    findings.push(
      warning(
        "no-hypothesis",
        `${path}.hypothesis`,
        "Why should it work? A tactic without a hypothesis teaches nothing.",
      ),
    );
  if (holdout === 0 && playbook.holdout === 0 && !isInExperiment(tacticId, playbook))
    findings.push(
      warning(
        "not-measurable",
        `${path}.holdout`,
        "Nobody is held out of it and it is in no experiment: what it causes cannot be measured.",
      ),
    );
  if (schedule?.endsAt !== undefined && schedule.endsAt <= now)
    findings.push(warning("ended", `${path}.schedule.until`, "It has ended already."));
  return findings;
}

function isInExperiment(tacticId: string, { experiments = [] }: Playbook): boolean {
  return experiments.some((experiment) => experiment.tacticId === tacticId);
}

/** Tactics that never come first, since one for everyone stands before them all the time. */
function checkShadows({ tactics }: Playbook): PlaybookFinding[] {
  return tactics.flatMap((tactic) => {
    const shadow = tactics.find(
      (other) =>
        other !== tactic &&
        other.placementId === tactic.placementId &&
        (other.priority > tactic.priority ||
          (other.priority === tactic.priority && other.tacticId < tactic.tacticId)) &&
        isForEveryoneAlways(other),
    );
    if (shadow === undefined) return [];
    const message = `It never comes first: ${shadow.tacticId} is for everyone, always, and has the greater priority.`;
    return [warning("never-first", `tactics.${tactic.tacticId}.priority`, message)];
  });
}

function isForEveryoneAlways({ when, schedule, caps, quietHours, offerId, exclusivityGroup }: Tactic): boolean {
  return [when, schedule, caps, quietHours, offerId, exclusivityGroup].every((limit) => limit === undefined);
}

function checkDefaults({ placements }: Playbook): PlaybookFinding[] {
  return Object.values(placements).flatMap(({ placementId, default: { items } }) => {
    if (items === undefined || !needsPerson(items.from)) return [];
    const message = `A default is the same for everybody, so ${items.from} is never more here than the popular items: say it in a tactic of this placement.`;
    return [warning("impersonal-default", `placements.${placementId}.default.items.from`, message)];
  });
}

function checkExperimentEnds({ experiments = [] }: Playbook, now: number): PlaybookFinding[] {
  return experiments
    .filter(({ endsAt }) => endsAt !== undefined && endsAt <= now)
    .map(({ experimentId }) => warning("ended", `experiments.${experimentId}.until`, "It has passed already."));
}

function checkOffers({ offers = [], tactics }: Playbook): PlaybookFinding[] {
  const given = new Set(tactics.map(({ offerId }) => offerId));
  return offers
    .filter(({ offerId }) => !given.has(offerId))
    .map(({ offerId }) => warning("offer-unused", `offers.${offerId}`, "No tactic gives it."));
}

function checkModels(playbook: Playbook, facts: PlaybookFacts): PlaybookFinding[] {
  const reason = whyModelsWait(facts);
  if (reason === null) return [];
  const override = playbook.modelsBelowThresholds;
  return playbook.tactics
    .filter(({ items }) => items !== undefined && !plainSources.has(items.from))
    .map(({ tacticId, items }) => {
      const path = `tactics.${tacticId}.items.from`;
      return override === undefined
        ? warning(
            "models-wait",
            path,
            `${items?.from} waits and popular items stand in: ${reason}. To run it nevertheless, say why in models.belowThresholds.`,
          )
        : warning("models-override", path, `${items?.from} runs although there are ${reason}: ${override}`);
    });
}
