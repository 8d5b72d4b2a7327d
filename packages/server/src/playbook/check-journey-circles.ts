import type { Condition } from "@attune/model/condition";
import { AttuneError } from "@attune/model/errors";
import type { Journey, JourneyStep } from "@attune/model/journey";
import { type ChannelName, sentEvents } from "@attune/model/message";
import type { PlaybookFinding } from "@attune/model/playbook-report";
import type { Playbook } from "@attune/model/tactic";
import { clausesIn } from "@attune/rules/clauses-in";
import { failure } from "./finding.ts";

const dayMs = 24 * 3_600_000;

/** What comes in after a message without the person choosing to answer it: mail programs open by themselves. Clicks and taps are acts of the person. */
const followingEvents: Record<ChannelName, readonly string[]> = {
  email: ["Email Delivered", "Email Opened", "Email Bounced"],
  "web-push": ["Push Notification Received"],
  webhook: [],
  "in-app": [],
};

/** What each journey sets off. */
type Edges = ReadonlyMap<Journey, readonly Journey[]>;

/**
 * Journeys that set one another off in a circle, by the events of the messages that they send or by traits that they set and segments ask about,
 * unless every one of them rests for a day or more before the same person may enter again. Those that hang together are told once, at the first that
 * does not rest. Cubic in the number of journeys at worst.
 */
export function checkJourneyCircles(playbook: Playbook): PlaybookFinding[] {
  const { journeys = [] } = playbook;
  return circlesAmong(journeys, playbook).flatMap(({ members, edges }) => {
    const first = members.find((journey) => !rests(journey));
    if (first === undefined) return [];
    const message = inWords(wayThrough(first, members, edges), members);
    return [failure("journeys-in-a-circle", `journeys.${first.journeyId}.trigger`, message)];
  });
}

function inWords(way: readonly Journey[], members: readonly Journey[]): string {
  const restless = members.filter((journey) => !rests(journey)).map(({ journeyId }) => journeyId);
  const remedy = `Let ${restless.join(", ")} rest between two runs of one person: againAfterDays: 1 or more.`;
  const names = way.map(({ journeyId }) => journeyId).join(" → ");
  if (members.length === 1) return `The journey ${restless[0]} would set itself off for ever. ${remedy}`;
  return restless.length === members.length
    ? `The journeys ${names} would set each other off for ever. ${remedy}`
    : `The journeys ${names} set each other off in a circle, and ${restless.join(", ")} may begin again at once. ${remedy}`;
}

function rests({ againAfterMs }: Journey): boolean {
  return againAfterMs === null || againAfterMs >= dayMs;
}

interface Circle {
  members: readonly Journey[];
  edges: Edges;
}

/**
 * The largest groups in which each journey comes back to itself. A trait moves somebody over a segment's border again and again only where the
 * group itself sets it to more than one value: a journey that marks whom it has met is no circle.
 */
function circlesAmong(journeys: readonly Journey[], playbook: Playbook): Circle[] {
  const edges = edgesAmong(journeys, playbook);
  const reached = new Map(journeys.map((journey) => [journey, reachedFrom(journey, edges)]));
  const grouped = new Set<Journey>();
  return journeys.flatMap((journey) => {
    if (grouped.has(journey) || reached.get(journey)?.has(journey) !== true) return [];
    const members = journeys.filter((other) => reached.get(journey)?.has(other) && reached.get(other)?.has(journey));
    for (const member of members) grouped.add(member);
    const same = members.length === journeys.length;
    return same ? [{ members, edges }] : circlesAmong(members, playbook);
  });
}

/** From a journey through all members and back to it, each next one by the shortest way. */
function wayThrough(first: Journey, members: readonly Journey[], edges: Edges): Journey[] {
  const way = [first];
  const missing = new Set(members.filter((member) => member !== first));
  while (missing.size > 0) {
    for (const next of shortestWay(way.at(-1)!, (journey) => missing.has(journey), edges)) {
      way.push(next);
      missing.delete(next);
    }
  }
  return [...way, ...shortestWay(way.at(-1)!, (journey) => journey === first, edges)];
}

/** What comes after `from` on the way to the nearest that is sought. */
function shortestWay(from: Journey, isSought: (journey: Journey) => boolean, edges: Edges): Journey[] {
  const seen = new Set<Journey>();
  const ways: Journey[][] = [[from]];
  for (const way of ways) {
    for (const next of edges.get(way.at(-1)!) ?? []) {
      if (isSought(next)) return [...way.slice(1), next];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  throw new AttuneError("internal", "The members of a circle reach each other.");
}

function reachedFrom(start: Journey, edges: Edges): Set<Journey> {
  const reached = new Set(edges.get(start) ?? []);
  for (const journey of reached) for (const next of edges.get(journey) ?? []) reached.add(next);
  return reached;
}

function edgesAmong(journeys: readonly Journey[], playbook: Playbook): Edges {
  const turned = traitsThatTurn(journeys);
  const triggers = journeys.map((journey) => ({ journey, names: triggersOf(journey, playbook) }));
  return new Map(
    journeys.map((journey) => {
      const caused = causedBy(journey, playbook, turned);
      const setOff = triggers.filter(({ names }) => caused.some((name) => names.has(name)));
      return [journey, setOff.map((trigger) => trigger.journey)];
    }),
  );
}

/** Traits that are set to more than one value. */
function traitsThatTurn(journeys: readonly Journey[]): Set<string> {
  const values = new Map<string, Set<string>>();
  for (const step of journeys.flatMap(({ steps }) => stepsIn(steps))) {
    if (step.kind !== "set") continue;
    values.set(step.trait, (values.get(step.trait) ?? new Set()).add(JSON.stringify(step.value)));
  }
  return new Set([...values].flatMap(([trait, { size }]) => (size > 1 ? [trait] : [])));
}

function causedBy({ steps }: Journey, { messages = {} }: Playbook, turned: ReadonlySet<string>): string[] {
  return stepsIn(steps).flatMap((step) => {
    if (step.kind === "set") return turned.has(step.trait) ? [traitName(step.trait)] : [];
    const channel = step.kind === "send" ? messages[step.templateId]?.channel : undefined;
    return channel === undefined ? [] : [sentEvents[channel], ...followingEvents[channel]].map(eventName);
  });
}

/** The events and traits that can begin a journey. One of each day begins by the clock. */
function triggersOf({ trigger }: Journey, { segments = [] }: Playbook): Set<string> {
  if ("event" in trigger) return new Set([eventName(trigger.event)]);
  if ("daily" in trigger) return new Set();
  const conditions = new Map(segments.map(({ segmentId, when }) => [segmentId, when]));
  return namesIn(conditions.get("enters" in trigger ? trigger.enters : trigger.leaves), conditions);
}

/** Segments are in no circle, which reading them has made sure of. */
function namesIn(condition: Condition | undefined, segments: ReadonlyMap<string, Condition>): Set<string> {
  if (condition === undefined) return new Set();
  return new Set(
    clausesIn(condition).flatMap((clause) => {
      if ("segment" in clause) return [...namesIn(segments.get(clause.segment), segments)];
      if ("trait" in clause) return [traitName(clause.trait)];
      if ("event" in clause) return [eventName(clause.event)];
      if ("daysSince" in clause) return [eventName(clause.daysSince)];
      if ("hoursSince" in clause) return [eventName(clause.hoursSince)];
      if ("sequence" in clause)
        return clause.sequence.flatMap((step) => ("event" in step ? eventName(step.event) : []));
      return [];
    }),
  );
}

function stepsIn(steps: readonly JourneyStep[]): JourneyStep[] {
  return steps.flatMap((step) =>
    step.kind === "branch" ? [step, ...stepsIn(step.holds), ...stepsIn(step.otherwise)] : [step],
  );
}

const eventName = (name: string): string => `event ${name}`;
const traitName = (name: string): string => `trait ${name}`;
