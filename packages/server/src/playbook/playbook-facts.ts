import type { Engine } from "@attune/engine/runtime/engine";
import { metricsWith } from "@attune/measure/metric/built-in-metrics";
import type { Playbook } from "@attune/model/tactic";
import { type MetricBefore, metricsBefore } from "./metric-before.ts";
import { samplePeople } from "./sample-people.ts";

/** What the store knows that bears upon a playbook. */
export interface PlaybookFacts {
  /** People seen in the last 30 days, about. */
  visitorsPerMonth: number;
  /** Items of the catalogue, counted up to the threshold that matters. */
  items: number;
  /** Names of all events of the last 90 days; null where there are none at all, or analytics does not answer. */
  eventNames: ReadonlySet<string> | null;
  /** By tactic: people a day for whom it would come first, as people come now. */
  peoplePerDay: ReadonlyMap<string, number>;
  /** By tactic with a goal: its metric as it is. */
  metrics: ReadonlyMap<string, MetricBefore>;
}

const dayMs = 24 * 3_600_000;
const monthDays = 30;
const mostSampled = 2_000;
const mostItems = 1_000;
const eventDays = 90;

/** Looks at a sample of people, so that it takes the same time however many there are. */
export async function playbookFacts(engine: Engine, playbook: Playbook, now: number): Promise<PlaybookFacts> {
  const { stores, previewer } = engine;
  const profiles = await stores.state.profileCount();
  const decideFor = previewer.forPeople(playbook);
  const reached = new Map<string, number>();
  let active = 0;
  const sampled = await samplePeople(engine, mostSampled, async (profile) => {
    if (profile.lastSeenAt < now - monthDays * dayMs) return;
    active += 1;
    const { placements } = await decideFor(profile);
    for (const { tacticId } of Object.values(placements))
      if (tacticId !== null) reached.set(tacticId, (reached.get(tacticId) ?? 0) + 1);
  });
  const scale = sampled === 0 ? 0 : profiles / sampled;
  const items = await stores.definitions.list("item", null, mostItems);
  const goals = playbook.tactics.filter(({ goal }) => goal !== undefined);
  const metrics = new Map(metricsWith(playbook.metrics ?? []).map((metric) => [metric.metricId, metric]));
  const asked = goals.map(({ goal, windowDays }) => ({ metric: metrics.get(goal!.metricId)!, windowDays }));
  const before = asked.length === 0 ? [] : (await metricsBefore(engine, asked, now)).values;
  return {
    visitorsPerMonth: Math.round(active * scale),
    items: items.length,
    eventNames: await eventNames(engine, now),
    peoplePerDay: new Map([...reached].map(([tacticId, count]) => [tacticId, (count * scale) / monthDays])),
    metrics: new Map(goals.map(({ tacticId }, i) => [tacticId, before[i]!])),
  };
}

async function eventNames(engine: Engine, now: number): Promise<ReadonlySet<string> | null> {
  try {
    const rows = await engine.stores.analytics.query("event-counts", {
      fromMs: now - eventDays * dayMs,
      toMs: now + 1,
    });
    return rows.length === 0 ? null : new Set(rows.map(({ name }) => String(name)));
  } catch {
    // Without analytics nothing is known of events, and the check says nothing of them.
    return null;
  }
}
