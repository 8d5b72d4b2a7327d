import type { Journey, JourneyStep } from "@attune/model/journey";
import { isTransactional } from "@attune/model/message";
import type { Outlets } from "./outlets.ts";

/** The journeys of a playbook, by what they listen to. */
export interface ListeningJourneys {
  all: ReadonlyMap<string, Journey>;
  begunBy: ReadonlyMap<string, readonly Journey[]>;
  /** Those that an event ends, or lets go on. */
  hearing: ReadonlyMap<string, readonly Journey[]>;
  /** By `entered` or `left` and the segment's id. */
  movedBy: ReadonlyMap<string, readonly Journey[]>;
  daily: ReadonlyArray<Journey & { trigger: { daily: string; segment: string } }>;
}

export const movement = (change: "entered" | "left", segmentId: string): string => `${change}\u0000${segmentId}`;

export function listeningJourneys(journeys: readonly Journey[]): ListeningJourneys {
  const begunBy = new Map<string, Journey[]>();
  const hearing = new Map<string, Journey[]>();
  const movedBy = new Map<string, Journey[]>();
  const daily: Array<ListeningJourneys["daily"][number]> = [];
  for (const journey of journeys) {
    const { trigger } = journey;
    if ("event" in trigger) add(begunBy, trigger.event, journey);
    else if ("enters" in trigger) add(movedBy, movement("entered", trigger.enters), journey);
    else if ("leaves" in trigger) add(movedBy, movement("left", trigger.leaves), journey);
    else daily.push({ ...journey, trigger });
    for (const event of new Set([...journey.stopOn, ...awaitedIn(journey.steps)])) add(hearing, event, journey);
  }
  return { all: new Map(journeys.map((journey) => [journey.journeyId, journey])), begunBy, hearing, movedBy, daily };
}

function awaitedIn(steps: readonly JourneyStep[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === "wait-for") return [step.event];
    return step.kind === "branch" ? [...awaitedIn(step.holds), ...awaitedIn(step.otherwise)] : [];
  });
}

function add(map: Map<string, Journey[]>, key: string, journey: Journey): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [journey]);
  else list.push(journey);
}

/** Whether all that a journey sends is transactional: what a person has a right to be told of their own orders. */
export function isNecessary({ steps }: Journey, { templates }: Pick<Outlets, "templates">): boolean {
  const sent = sentIn(steps);
  return sent.length > 0 && sent.every((id) => isTransactional(templates.get(id)?.category ?? ""));
}

/** The messages that steps send, on all their ways. */
export function sentIn(steps: readonly JourneyStep[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === "send") return [step.templateId];
    return step.kind === "branch" ? [...sentIn(step.holds), ...sentIn(step.otherwise)] : [];
  });
}
