import type { Goal } from "@attune/model/goal";
import type { Metric } from "@attune/model/metric";
import type { Playbook, Tactic } from "@attune/model/tactic";

/** What a kind's playbook says; the rest is alike in all of them. */
export interface PlaybookWords {
  placements: Record<string, { title: string; headline?: string }>;
  tactics: (Omit<Tactic, "priority" | "holdout" | "windowDays" | "goal"> & { goal?: Goal })[];
  /** Shares of people with such an event. */
  metrics: { metricId: string; name: string; events: string[] }[];
  segments: NonNullable<Playbook["segments"]>;
}

/** Holdouts are larger than a business would choose, so that a demo can measure its tactics within weeks. */
const demoHoldout = 0.4;

/** The whole playbook of a kind. */
export function declarePlaybook({ placements, tactics, metrics, segments }: PlaybookWords): Playbook {
  return {
    holdout: 0.05,
    placements: Object.fromEntries(
      Object.entries(placements).map(([placementId, { title, headline }]) => [
        placementId,
        { placementId, title, default: { content: headline === undefined ? {} : { headline } } },
      ]),
    ),
    tactics: tactics.map((tactic) => ({ ...tactic, priority: 10, holdout: demoHoldout, windowDays: 7 })),
    metrics: metrics.map(shareOfPeople),
    segments,
    modelsBelowThresholds: "a demo shows models at work",
  };
}

function shareOfPeople({ metricId, name, events }: PlaybookWords["metrics"][number]): Metric {
  return {
    metricId,
    name,
    numerator: { events, aggregation: "any", times: 1, channels: [], devices: [], items: [], categories: [] },
    afterDays: 0,
    direction: "increase",
    unit: "share",
    types: [],
  };
}
