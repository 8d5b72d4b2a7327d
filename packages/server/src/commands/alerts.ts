import { userInfo } from "node:os";
import type { Alert } from "@attune/model/alerts";
import { Command } from "commander";
import type { Environment } from "../environment.ts";
import { clientCommand } from "./client-command.ts";

export function alertsCommand(environment: Environment): Command {
  return new Command("alerts")
    .description("What is wrong, and who looks after it")
    .addCommand(listCommand(environment))
    .addCommand(acknowledgeCommand(environment));
}

function listCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "list",
    description: "What is wrong, then what was.",
    example: "alerts list",
    act: (connection) => connection.request("GET", "/v1/alerts"),
    print: (answer) => {
      const { alerts } = answer as unknown as { alerts: Alert[] };
      return alerts.length === 0 ? "Nothing is wrong." : alerts.map(line).join("\n");
    },
  });
}

function acknowledgeCommand(environment: Environment): Command {
  return clientCommand<{ by?: string }>(environment, {
    name: "acknowledge",
    description: "You look after it: it is not escalated.",
    arguments: "<id>",
    example: "alerts acknowledge freshness:http",
    act: (connection, { by }, [id = ""]) =>
      connection.request("POST", `/v1/alerts/${encodeURIComponent(id)}/acknowledge`, { by: by ?? userInfo().username }),
    print: (answer) => line(answer as unknown as Alert),
  }).option("--by <name>", "who says so (default: the user of this machine)");
}

function line({ alertId, message, action, owner, openedAt, endedAt, acknowledged }: Alert): string {
  const state = endedAt !== null ? "over" : acknowledged === null ? "open" : `with ${acknowledged.by}`;
  const whose = owner === null ? "" : ` (${owner})`;
  return `${state.padEnd(6)} ${alertId}${whose} since ${new Date(openedAt).toISOString().slice(0, 16)}: ${message}\n       ${action}`;
}
