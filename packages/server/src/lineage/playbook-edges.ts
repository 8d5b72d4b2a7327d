import { metricsWith } from "@attune/measure/metric/built-in-metrics";
import type { Condition } from "@attune/model/condition";
import type { Journey, JourneyStep } from "@attune/model/journey";
import type { LineageEdge, LineageKind } from "@attune/model/lineage";
import type { ItemList, Playbook, Tactic } from "@attune/model/tactic";
import { touchNames } from "@attune/model/vocabulary";
import { conditionNames } from "./condition-names.ts";

/** Lists that need no model. */
const withoutModel = new Set(["popular", "trending", "recently-viewed", "new-arrivals", "category-bestsellers"]);
/** What every tactic and journey is judged by. */
const judgedBy = ["conversion-rate", "revenue-per-visitor"];

export const nodeId = (kind: LineageKind, name: string): string => `${kind}:${name}`;

/** How the parts of a playbook depend on each other, and on events, traits and scores. */
export function playbookEdges(playbook: Playbook): LineageEdge[] {
  const { segments = [], journeys = [], experiments = [], destinations = [], metrics = [] } = playbook;
  const measured = new Set<string>(judgedBy);
  const edges = [
    ...segments.flatMap(({ segmentId, when }) => asks(when, nodeId("segment", segmentId))),
    ...playbook.tactics.flatMap((tactic) => ofTactic(tactic, measured)),
    ...journeys.flatMap(ofJourney),
    ...experiments.flatMap(({ experimentId, tacticId, metricId, guardrails }) => {
      const id = nodeId("experiment", experimentId);
      return [
        edge(nodeId("tactic", tacticId), id, "varied by"),
        ...[metricId, ...guardrails.map((one) => one.metricId)].map((metric) => {
          measured.add(metric);
          return edge(id, nodeId("metric", metric), "judged by");
        }),
      ];
    }),
    ...destinations.flatMap(({ destinationId, events = ["*"] }) =>
      events.map((event) => edge(nodeId("event", event), nodeId("destination", destinationId), "forwarded to")),
    ),
  ];
  const own = new Set(metrics.map(({ metricId }) => metricId));
  const told = metricsWith(metrics).filter(({ metricId }) => measured.has(metricId) || own.has(metricId));
  return [
    ...edges,
    ...told.flatMap(({ metricId, numerator, denominator }) =>
      [...new Set([...numerator.events, ...(denominator?.events ?? [])])].map((event) =>
        edge(nodeId("event", event), nodeId("metric", metricId), "counted in"),
      ),
    ),
  ];
}

function ofTactic(tactic: Tactic, measured: Set<string>): LineageEdge[] {
  const id = nodeId("tactic", tactic.tacticId);
  const lists = [tactic.items, ...(tactic.variants ?? []).map(({ items }) => items)].filter(
    (list) => list !== undefined,
  );
  const judges = [tactic.goal?.metricId, ...(tactic.guardrails ?? []).map(({ metricId }) => metricId), ...judgedBy];
  return [
    ...asks(tactic.when, id),
    edge(id, nodeId("placement", tactic.placementId), "shown in"),
    ...(tactic.offerId === undefined ? [] : [edge(nodeId("offer", tactic.offerId), id, "given with")]),
    ...lists.flatMap((list) => ofList(list, id)),
    ...[...new Set(judges)].flatMap((metricId) => {
      if (metricId === undefined) return [];
      measured.add(metricId);
      return edge(id, nodeId("metric", metricId), "measured by");
    }),
  ];
}

function ofList({ from }: ItemList, id: string): LineageEdge[] {
  const touched = Object.values(touchNames).flat();
  const into = withoutModel.has(from) ? id : nodeId("model", "recommenders");
  return [
    ...touched.map((event) => edge(nodeId("event", event), into, into === id ? "ranks items of" : "trains")),
    ...(into === id ? [] : [edge(into, id, "picks items of")]),
  ];
}

function ofJourney(journey: Journey): LineageEdge[] {
  const id = nodeId("journey", journey.journeyId);
  const { trigger } = journey;
  const begins =
    "event" in trigger
      ? nodeId("event", trigger.event)
      : nodeId(
          "segment",
          "enters" in trigger ? trigger.enters : "leaves" in trigger ? trigger.leaves : trigger.segment,
        );
  return [
    edge(begins, id, "begins"),
    ...asks(journey.when, id),
    ...asks(journey.stopWhen, id),
    ...journey.stopOn.map((event) => edge(nodeId("event", event), id, "ends")),
    ...journey.steps.flatMap((step) => ofStep(step, id)),
    ...judgedBy.map((metricId) => edge(id, nodeId("metric", metricId), "measured by")),
  ];
}

function ofStep(step: JourneyStep, id: string): LineageEdge[] {
  switch (step.kind) {
    case "wait-for":
      return [edge(nodeId("event", step.event), id, "lets go on")];
    case "branch":
      return [...asks(step.when, id), ...[...step.holds, ...step.otherwise].flatMap((inner) => ofStep(inner, id))];
    case "decide":
      return [edge(nodeId("placement", step.placementId), id, "decides for")];
    case "send":
      return [edge(id, nodeId("message", step.templateId), "sends")];
    case "set":
      return [edge(id, nodeId("trait", step.trait), "sets")];
    default:
      return [];
  }
}

function asks(when: Condition | undefined, id: string): LineageEdge[] {
  if (when === undefined) return [];
  return conditionNames(when).map(([kind, name]) => edge(nodeId(kind, name), id, "asked by"));
}

function edge(from: string, to: string, how: string): LineageEdge {
  return { from, to, how };
}
