import { isUndetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import type { RecommenderStatus } from "../../recommenders/recommender-status.ts";
import { clientCommand } from "../client-command.ts";

/** `attune learn recommenders`: what lists are served from. */
export function learnRecommendersCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "recommenders",
    description: "What lists are served from, since when and why, and what has become stale.",
    example: "learn recommenders --data-dir ./data",
    act: (connection) => connection.request("GET", "/v1/learn/recommenders"),
    print: (answer) => statusText(answer as unknown as RecommenderStatus),
  });
}

function statusText({
  servedModelId,
  service,
  card,
  catalogue,
  choices,
  lastTraining,
  alarms,
  staleExperiments,
}: RecommenderStatus): string {
  const since = service === null ? "" : ` since ${new Date(service.sinceAt).toISOString()}`;
  const held =
    lastTraining !== null && !isUndetermined(lastTraining) && !lastTraining.inService ? lastTraining.reasons : [];
  return [
    servedModelId === null
      ? "No model serves lists: popular items stand in."
      : `${servedModelId} (${card?.name}) serves ${service?.only === undefined ? "lists" : "lists of likeness alone, popular items stand in where lists are personal,"}${since}.`,
    ...held.map((reason) => `  ${reason}`),
    `${catalogue.items.toLocaleString("en")} items${catalogue.changedAt === null ? "" : `, changed ${new Date(catalogue.changedAt).toISOString()}`}.`,
    choices.everyHours === 0
      ? "No training is scheduled."
      : `Trained every ${choices.everyHours} hours while a server runs.`,
    ...alarms.map(({ what, message }) => `! ${what}: ${message}`),
    ...staleExperiments.map(
      ({ name, experimentId, endedAt, since }) =>
        `! test again: ${name} (${experimentId}) ended ${endedAt.slice(0, 10)}, behaviour moved after ${since.slice(0, 10)}`,
    ),
  ].join("\n");
}
