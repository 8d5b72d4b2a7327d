import { metricEntry } from "@attune/measure/metric/metric-entry";
import type { Experiment, Guardrail } from "@attune/model/experiment";
import type { Goal } from "@attune/model/goal";
import type { PlaybookFile } from "@attune/model/playbook-file";
import type { Segment } from "@attune/model/segment";
import type { Placement, Tactic, TacticVariant } from "@attune/model/tactic";
import { stringify } from "yaml";
import { catalogueEntry, itemsEntry } from "./catalogue-entry.ts";
import { conversationEntries } from "./conversation-entries.ts";
import { alertsEntry } from "./read-alerts.ts";
import { audienceEntries } from "./read-audiences.ts";
import type { Configuration } from "./read-configuration.ts";
import { privacyEntries } from "./read-privacy.ts";
import { capEntry, offerEntry, playbookRestraintEntry } from "./restraint-entry.ts";

/** The text of an attune.yaml that reads back as this configuration. */
export function writeConfiguration({ business, playbook }: Configuration): string {
  const { name, timeZone, currency, ratesMicros, revenue, internalTraffic } = business;
  const rates = Object.fromEntries(Object.entries(ratesMicros).map(([code, micros]) => [code, micros / 1_000_000]));
  const file: PlaybookFile = {
    business: { name, timeZone, ...(currency === null ? {} : { currency }), rates, revenue, internalTraffic },
    holdout: playbook.holdout,
    placements: Object.fromEntries(
      Object.values(playbook.placements).map((placement) => [placement.placementId, placementEntry(placement)]),
    ),
    tactics: Object.fromEntries(playbook.tactics.map((tactic) => [tactic.tacticId, tacticEntry(tactic)])),
    ...(playbook.metrics === undefined
      ? {}
      : { metrics: Object.fromEntries(playbook.metrics.map((metric) => [metric.metricId, metricEntry(metric)])) }),
    ...(playbook.restraint === undefined ? {} : { restraint: playbookRestraintEntry(playbook.restraint) }),
    ...(playbook.offers === undefined
      ? {}
      : { offers: Object.fromEntries(playbook.offers.map((offer) => [offer.offerId, offerEntry(offer)])) }),
    ...(playbook.catalogue === undefined ? {} : { catalogue: catalogueEntry(playbook.catalogue) }),
    ...(playbook.modelsBelowThresholds === undefined
      ? {}
      : { models: { belowThresholds: playbook.modelsBelowThresholds } }),
    ...(playbook.segments === undefined
      ? {}
      : {
          segments: Object.fromEntries(playbook.segments.map((segment) => [segment.segmentId, segmentEntry(segment)])),
        }),
    ...(playbook.experiments === undefined
      ? {}
      : {
          experiments: Object.fromEntries(
            playbook.experiments.map((experiment) => [experiment.experimentId, experimentEntry(experiment)]),
          ),
        }),
    ...conversationEntries(playbook),
    ...privacyEntries(playbook),
    ...audienceEntries(playbook),
    ...(playbook.trackingPlan === undefined ? {} : { trackingPlan: playbook.trackingPlan }),
    ...alertsEntry(playbook),
  };
  return stringify(file, { lineWidth: 140 });
}

function placementEntry({ title, default: fallback, channel, caps }: Placement) {
  const items = fallback.items === undefined ? {} : { items: itemsEntry(fallback.items) };
  return {
    ...(title === undefined ? {} : { title }),
    default: { content: fallback.content, ...items },
    ...(channel === undefined ? {} : { channel }),
    ...(caps === undefined ? {} : { caps: caps.map(capEntry) }),
  };
}

function tacticEntry(tactic: Tactic) {
  const { name, hypothesis, placementId, when, content, items, schedule, priority, holdout, windowDays } = tactic;
  return {
    name,
    ...(hypothesis === undefined ? {} : { hypothesis }),
    ...(tactic.owner === undefined ? {} : { owner: tactic.owner }),
    placement: placementId,
    ...(when === undefined ? {} : { when }),
    content,
    ...(items === undefined ? {} : { items: itemsEntry(items) }),
    ...(tactic.variants === undefined || tactic.price !== undefined
      ? {}
      : { variants: Object.fromEntries(tactic.variants.map(variantEntry)) }),
    ...(schedule === undefined ? {} : { schedule: scheduleEntry(schedule) }),
    priority,
    holdout,
    windowDays,
    ...(tactic.goal === undefined ? {} : { goal: goalEntry(tactic.goal) }),
    ...(tactic.guardrails === undefined ? {} : { guardrails: guardrailsEntry(tactic.guardrails) }),
    ...(tactic.trigger === undefined ? {} : { trigger: tactic.trigger }),
    ...(tactic.caps === undefined ? {} : { caps: tactic.caps.map(capEntry) }),
    ...(tactic.quietHours === undefined ? {} : { quietHours: tactic.quietHours }),
    ...(tactic.exclusivityGroup === undefined ? {} : { exclusivityGroup: tactic.exclusivityGroup }),
    ...(tactic.offerId === undefined ? {} : { offer: tactic.offerId }),
    ...(tactic.price === undefined ? {} : { price: tactic.price }),
  };
}

function variantEntry({ variantId, content, items }: TacticVariant) {
  const entry = {
    ...(content === undefined ? {} : { content }),
    ...(items === undefined ? {} : { items: itemsEntry(items) }),
  };
  return [variantId, entry];
}

function guardrailsEntry(guardrails: readonly Guardrail[]) {
  return Object.fromEntries(guardrails.map(({ metricId, margin }) => [metricId, margin]));
}

function experimentEntry(experiment: Experiment) {
  const { name, hypothesis, tacticId, variants, control, ramp, part, metricId, guardrails, method } = experiment;
  const { plannedPeople, endsAt, policy } = experiment;
  const { kind: _kind, ...bandit } = policy;
  return {
    name,
    ...(hypothesis === undefined ? {} : { hypothesis }),
    tactic: tacticId,
    variants: Object.fromEntries(variants.map(({ variantId, weight }) => [variantId, weight])),
    control,
    ramp,
    ...(part === undefined ? {} : { namespace: { name: part.namespace, from: part.from, below: part.below } }),
    metric: metricId,
    ...(guardrails.length === 0 ? {} : { guardrails: guardrailsEntry(guardrails) }),
    method,
    ...(plannedPeople === undefined ? {} : { people: plannedPeople }),
    ...(endsAt === undefined ? {} : { until: new Date(endsAt).toISOString() }),
    ...(policy.kind === "fixed" ? {} : { bandit }),
  };
}

function goalEntry({ metricId, target, byAt, baseline }: Goal) {
  return {
    metric: metricId,
    ...(target === undefined ? {} : { target }),
    ...(byAt === undefined ? {} : { by: new Date(byAt).toISOString() }),
    ...(baseline === undefined ? {} : { baseline }),
  };
}

function segmentEntry({ segmentId: _, when, lookalike, ...told }: Segment) {
  if (lookalike === undefined) return { ...told, when };
  const { seedSegmentId, share, maxAgeDays } = lookalike;
  return { ...told, lookalike: { of: seedSegmentId, share, maxAgeDays } };
}

function scheduleEntry({ startsAt, endsAt }: NonNullable<Tactic["schedule"]>) {
  return {
    ...(startsAt === undefined ? {} : { from: new Date(startsAt).toISOString() }),
    ...(endsAt === undefined ? {} : { until: new Date(endsAt).toISOString() }),
  };
}
