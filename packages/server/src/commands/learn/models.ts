import type { Registry, ServiceEntry } from "@attune/learn/registry/registry";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { recommendationSlot } from "../../recommenders/model-files.ts";
import { clientCommand } from "../client-command.ts";

interface RollbackOptions {
  slot: string;
  to?: string;
  reason: string;
}

/** `attune learn models`: what was learned from what, and what serves where since when. */
export function learnModelsCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "models",
    description: "Cards of the models that are kept, newest first, and which of them served where since when.",
    example: "learn models --data-dir ./data",
    act: (connection) => connection.request("GET", "/v1/learn/models"),
    print: (answer) => registryText(answer as unknown as Registry),
  });
}

/** `attune learn rollback`: back to a model that served before. */
export function learnRollbackCommand(environment: Environment): Command {
  return clientCommand<RollbackOptions>(environment, {
    name: "rollback",
    description: "Go back to the model that served before, or to the one that is named.",
    example: 'learn rollback --reason "clicks fell"',
    act: (connection, { slot, to, reason }) =>
      connection.request("POST", `/v1/learn/slots/${encodeURIComponent(slot)}/rollback`, {
        reason,
        ...(to === undefined ? {} : { to }),
      }),
    print: (answer) => {
      const { slot, modelId, reasons } = answer as unknown as ServiceEntry;
      return `${modelId} serves ${slot}. ${reasons.join(" ")}`;
    },
  })
    .option("--slot <name>", "which place", recommendationSlot)
    .option("--to <model>", "a model that served before (default: the last one)")
    .requiredOption("--reason <text>", "why; kept with the model");
}

function registryText({ models, service }: Registry): string {
  if (models.length === 0) return "No model is kept yet.";
  const cards = [...models].reverse().flatMap(({ modelId, name, trainedAt, data, metrics, parentId, gate }) => {
    const figures = Object.entries(metrics).map(([metric, value]) => `${metric} ${value.toFixed(4)}`);
    const from = `${data.interactions.toLocaleString("en")} interactions of ${dayOf(data.fromAt)} to ${dayOf(data.toAt)}`;
    return [
      `${modelId} (${name}), ${dayOf(trainedAt)}: ${figures.join(", ")}`,
      `  from ${from}, hash ${data.hash}; after ${parentId ?? "nothing"}`,
      ...(gate?.verdict.reasons.map((reason) => `  ${reason}`) ?? []),
    ];
  });
  const served = [...service]
    .reverse()
    .map(({ slot, modelId, sinceAt }) => `${slot}: ${modelId} since ${new Date(sinceAt).toISOString()}`);
  return [...cards, ...(served.length === 0 ? [] : ["", "in service, newest first", ...served])].join("\n");
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
