import type { Condition } from "@attune/model/condition";
import type { DeliveryEntry, DeliveryRules, MessageCap } from "@attune/model/delivery";
import type { Journey, JourneyEntry, JourneyStep, JourneyStepEntry } from "@attune/model/journey";
import type { Json } from "@attune/model/json";
import { isTransactional, type MessageTemplate } from "@attune/model/message";
import { parseCondition } from "@attune/rules/parse-condition";
import { playbookFault, requireDeclared } from "./playbook-fault.ts";

/** What journeys name, by the ids of the file's own sections. */
export interface JourneyWorld {
  placements: string[];
  templates: string[];
  segments: string[];
  /** Ids that are taken: journeys are measured beside tactics. */
  tactics: string[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const defaultHoldout = 0.05;
const defaultWindowDays = 7;
/** Deep enough for any conversation; a playbook is no program. */
const maxDepth = 8;

/** The journeys of a playbook, defaults filled in. Whatever they name is declared. */
export function readJourneys(entries: Record<string, JourneyEntry>, world: JourneyWorld): Journey[] {
  return Object.entries(entries).map(([id, entry]) => readJourney(id, entry, world));
}

function readJourney(journeyId: string, entry: JourneyEntry, world: JourneyWorld): Journey {
  const path = `journeys.${journeyId}`;
  if (world.tactics.includes(journeyId))
    throw playbookFault(path, "has the id of a tactic; both are measured by their ids");
  const { trigger } = entry;
  const [kind, segmentId] =
    "enters" in trigger
      ? ["enters", trigger.enters]
      : "leaves" in trigger
        ? ["leaves", trigger.leaves]
        : ["segment", "segment" in trigger ? trigger.segment : null];
  if (segmentId !== null) requireDeclared(`${path}.trigger.${kind}`, segmentId, world.segments);
  const journey: Journey = {
    journeyId,
    name: entry.name ?? journeyId,
    trigger,
    againAfterMs: entry.againAfterDays === undefined ? null : entry.againAfterDays * dayMs,
    holdout: entry.holdout ?? defaultHoldout,
    windowDays: entry.windowDays ?? defaultWindowDays,
    stopOn: entry.stopOn ?? [],
    steps: readSteps(entry.steps, `${path}.steps`, world, 0),
  };
  if (entry.hypothesis !== undefined) journey.hypothesis = entry.hypothesis;
  if (entry.owner !== undefined) journey.owner = entry.owner;
  if (entry.when !== undefined) journey.when = readCondition(entry.when, `${path}.when`);
  if (entry.stopWhen !== undefined) journey.stopWhen = readCondition(entry.stopWhen, `${path}.stopWhen`);
  return journey;
}

function readSteps(
  entries: readonly JourneyStepEntry[],
  path: string,
  world: JourneyWorld,
  depth: number,
): JourneyStep[] {
  if (depth > maxDepth) throw playbookFault(path, `branches more than ${maxDepth} deep`);
  return entries.map((entry, i) => readStep(entry, `${path}[${i}]`, world, depth));
}

function readStep(entry: JourneyStepEntry, path: string, world: JourneyWorld, depth: number): JourneyStep {
  if ("wait" in entry) return readWait(entry.wait);
  if ("decide" in entry) {
    requireDeclared(`${path}.decide`, entry.decide, world.placements);
    return { kind: "decide", placementId: entry.decide };
  }
  if ("send" in entry) {
    requireDeclared(`${path}.send`, entry.send, world.templates);
    const step: JourneyStep = { kind: "send", templateId: entry.send };
    return entry.to === undefined ? step : { ...step, to: entry.to };
  }
  if ("set" in entry) {
    const [trait, value] = Object.entries(entry.set)[0]!;
    return { kind: "set", trait, value: value as Json };
  }
  return {
    kind: "branch",
    when: readCondition(entry.branch, `${path}.branch`),
    holds: readSteps(entry.then ?? [], `${path}.then`, world, depth + 1),
    otherwise: readSteps(entry.else ?? [], `${path}.else`, world, depth + 1),
  };
}

function readWait(wait: Extract<JourneyStepEntry, { wait: unknown }>["wait"]): JourneyStep {
  if ("for" in wait) return { kind: "wait-for", event: wait.for, atMostMs: wait.atMostHours * hourMs };
  if ("quietHours" in wait) return { kind: "wait-quiet", forMs: wait.quietHours * hourMs };
  if ("until" in wait) return { kind: "wait-until", hours: wait.until };
  if ("days" in wait) return { kind: "wait", forMs: wait.days * dayMs };
  return { kind: "wait", forMs: "hours" in wait ? wait.hours * hourMs : wait.minutes * minuteMs };
}

/** Promotional messages in 60 days without one click, tap or order, after which somebody gets half as many. */
const usualTiredAfter = 10;

/** What keeps messages back. Without a word: at most three in seven days, half as often for who is tired of them, none while a ticket is open or in the week after a refund. */
export function readDelivery(entry: DeliveryEntry, messages: Readonly<Record<string, MessageTemplate>>): DeliveryRules {
  const rules: DeliveryRules = {
    caps: readMessageCaps(entry.caps ?? [...defaultDelivery.caps], messages),
    pauseWhile: entry.pauseWhile === undefined ? openTrouble : readCondition(entry.pauseWhile, "delivery.pauseWhile"),
  };
  if (entry.quietHours !== undefined) rules.quietHours = entry.quietHours;
  if (entry.tiredAfter !== "never") rules.tiredAfter = entry.tiredAfter ?? usualTiredAfter;
  return rules;
}

/** A cap of a category that no message has would hold nobody back: it is a slip of the pen. */
function readMessageCaps(caps: MessageCap[], messages: Readonly<Record<string, MessageTemplate>>): MessageCap[] {
  const categories = [...new Set(Object.values(messages).map(({ category }) => category))];
  for (const [i, { category }] of caps.entries()) {
    if (category === undefined) continue;
    const path = `delivery.caps[${i}].category`;
    if (isTransactional(category)) throw playbookFault(path, "is transactional; such messages are held to no cap");
    requireDeclared(path, category, categories);
  }
  return caps;
}

const openTrouble: Condition = {
  any: [
    {
      sequence: [{ event: "Support Ticket Opened" }, { event: "Support Ticket Closed", atMost: 0 }],
      withinDays: 30,
    },
    { event: "Order Refunded", withinDays: 7 },
  ],
};

/** Where the playbook says nothing of delivery. */
export const defaultDelivery: DeliveryRules = {
  caps: [{ atMost: 3, withinDays: 7 }],
  pauseWhile: openTrouble,
  tiredAfter: usualTiredAfter,
};

function readCondition(entry: unknown, path: string): Condition {
  const parsed = parseCondition(entry, path);
  if (!parsed.ok) throw playbookFault(parsed.path, parsed.message);
  return parsed.condition;
}
