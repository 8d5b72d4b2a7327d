import type { Json } from "@attune/model/json";
import type { Playbook } from "@attune/model/tactic";

/** One thing that a playbook names. */
export interface PlaybookEntry {
  /** As attune.yaml writes it: `tactics`, `placements`, … */
  section: string;
  name: string;
  entry: Json;
}

/** What people give names to in a playbook, section by section. */
export function playbookEntries(playbook: Playbook): PlaybookEntry[] {
  const { placements, tactics, metrics = [], segments = [], offers = [], experiments = [] } = playbook;
  const { messages = {}, journeys = [], destinations = [], audiences = [] } = playbook;
  const named: Array<[section: string, entries: Array<[name: string, entry: object]>]> = [
    ["placements", Object.entries(placements)],
    ["tactics", tactics.map((entry) => [entry.tacticId, entry])],
    ["metrics", metrics.map((entry) => [entry.metricId, entry])],
    ["segments", segments.map((entry) => [entry.segmentId, entry])],
    ["offers", offers.map((entry) => [entry.offerId, entry])],
    ["experiments", experiments.map((entry) => [entry.experimentId, entry])],
    ["messages", Object.entries(messages)],
    ["journeys", journeys.map((entry) => [entry.journeyId, entry])],
    ["destinations", destinations.map((entry) => [entry.destinationId, entry])],
    ["audiences", audiences.map((entry) => [entry.audienceId, entry])],
  ];
  return named.flatMap(([section, entries]) =>
    entries.map(([name, entry]) => ({ section, name, entry: entry as unknown as Json })),
  );
}

/** How many entries each section has; sections without one are left out. */
export function countsOf(entries: readonly PlaybookEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { section } of entries) counts.set(section, (counts.get(section) ?? 0) + 1);
  return counts;
}
