import type { Condition } from "@attune/model/condition";
import type { PlaybookFinding } from "@attune/model/playbook-report";
import type { Playbook } from "@attune/model/tactic";
import { vocabularyNames } from "@attune/model/vocabulary";
import { clausesIn } from "@attune/rules/clauses-in";
import { nearestWord } from "@attune/rules/nearest-word";
import { warning } from "./finding.ts";

/**
 * Events that a condition or a journey waits for and that nobody sends: a name mistyped is a question to which the answer is always no.
 * Names of the vocabulary may be still to come. Where nothing came in yet, nothing is said.
 *
 * @param came names of the events of the last 90 days; null: not known.
 */
export function checkEventNames(playbook: Playbook, came: ReadonlySet<string> | null): PlaybookFinding[] {
  if (came === null) return [];
  const known = [...new Set([...came, ...vocabularyNames])];
  return askedEvents(playbook).flatMap(({ path, events }) =>
    [...new Set(events)]
      .filter((event) => !known.includes(event))
      .map((event) => {
        const close = nearestWord(event, known);
        const hint = close === null ? "" : `; did you mean ${close}?`;
        return warning("unseen-event", path, `It asks about ${event}, which did not come in for 90 days${hint || "."}`);
      }),
  );
}

function askedEvents({ segments = [], tactics, journeys = [] }: Playbook): Array<{ path: string; events: string[] }> {
  return [
    ...segments.map(({ segmentId, when }) => ({ path: `segments.${segmentId}.when`, events: eventsOf(when) })),
    ...tactics.map(({ tacticId, when }) => ({
      path: `tactics.${tacticId}.when`,
      events: when === undefined ? [] : eventsOf(when),
    })),
    ...journeys.map(({ journeyId, trigger }) => ({
      path: `journeys.${journeyId}.trigger`,
      events: "event" in trigger ? [trigger.event] : [],
    })),
  ];
}

function eventsOf(condition: Condition): string[] {
  return clausesIn(condition).flatMap((clause) => {
    if ("event" in clause) return clause.event;
    if ("daysSince" in clause) return clause.daysSince;
    if ("hoursSince" in clause) return clause.hoursSince;
    if ("sequence" in clause) return clause.sequence.flatMap((step) => ("event" in step ? step.event : []));
    return [];
  });
}
