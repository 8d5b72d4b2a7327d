import { metricEntry } from "@attune/measure/metric/metric-entry";
import type { PlaybookFile } from "@attune/model/playbook-file";
import type { Segment } from "@attune/model/segment";
import type { ItemList, Placement, Tactic } from "@attune/model/tactic";
import { stringify } from "yaml";
import type { Configuration } from "./read-configuration.ts";

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
    ...(playbook.segments === undefined
      ? {}
      : {
          segments: Object.fromEntries(playbook.segments.map((segment) => [segment.segmentId, segmentEntry(segment)])),
        }),
  };
  return stringify(file, { lineWidth: 140 });
}

function placementEntry({ title, default: fallback }: Placement) {
  const items = fallback.items === undefined ? {} : { items: itemsEntry(fallback.items) };
  return { ...(title === undefined ? {} : { title }), default: { content: fallback.content, ...items } };
}

function tacticEntry(tactic: Tactic) {
  const { name, hypothesis, placementId, when, content, items, schedule, priority, holdout, windowDays } = tactic;
  return {
    name,
    ...(hypothesis === undefined ? {} : { hypothesis }),
    placement: placementId,
    ...(when === undefined ? {} : { when }),
    content,
    ...(items === undefined ? {} : { items: itemsEntry(items) }),
    ...(schedule === undefined ? {} : { schedule: scheduleEntry(schedule) }),
    priority,
    holdout,
    windowDays,
  };
}

function segmentEntry({ segmentId: _, when, lookalike, ...told }: Segment) {
  if (lookalike === undefined) return { ...told, when };
  const { seedSegmentId, share, maxAgeDays } = lookalike;
  return { ...told, lookalike: { of: seedSegmentId, share, maxAgeDays } };
}

function itemsEntry({ from, limit, category }: ItemList) {
  return { from, limit, ...(category === undefined ? {} : { category }) };
}

function scheduleEntry({ startsAt, endsAt }: NonNullable<Tactic["schedule"]>) {
  return {
    ...(startsAt === undefined ? {} : { from: new Date(startsAt).toISOString() }),
    ...(endsAt === undefined ? {} : { until: new Date(endsAt).toISOString() }),
  };
}
