import { userInfo } from "node:os";
import type { TacticStop } from "@attune/model/tactic";
import { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface Said {
  by?: string;
  reason?: string;
}

export function decideTacticCommand(environment: Environment): Command {
  return new Command("tactic")
    .description("Tactics that are stopped, and those that go on")
    .addCommand(stopsCommand(environment))
    .addCommand(stopCommand(environment))
    .addCommand(resumeCommand(environment));
}

function stopsCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "stops",
    description: "The tactics that nobody is shown although they are declared, and why.",
    example: "decide tactic stops",
    act: (connection) => connection.request("GET", "/v1/tactics/stops"),
    print: (answer) => {
      const { stops } = answer as unknown as { stops: TacticStop[] };
      return stops.length === 0 ? "No tactic is stopped." : stops.map(line).join("\n");
    },
  });
}

function stopCommand(environment: Environment): Command {
  return clientCommand<Said>(environment, {
    name: "stop",
    description: "Stop a tactic: nobody is shown it until it is resumed.",
    arguments: "<id>",
    example: 'decide tactic stop sale-countdown --reason "wrong prices"',
    act: (connection, { by, reason }, [id = ""]) =>
      connection.request("POST", `/v1/tactics/${encodeURIComponent(id)}/stop`, {
        by: by ?? userInfo().username,
        ...(reason === undefined ? {} : { reason }),
      }),
    print: (answer) => line(answer as unknown as TacticStop),
  })
    .option("--reason <text>", "why")
    .option("--by <name>", "who says so (default: the user of this machine)");
}

function resumeCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "resume",
    description: "Show a stopped tactic again.",
    arguments: "<id>",
    example: "decide tactic resume sale-countdown",
    act: (connection, _options, [id = ""]) =>
      connection.request("POST", `/v1/tactics/${encodeURIComponent(id)}/resume`, {}),
    print: (answer) => `${(answer as unknown as TacticStop).tacticId} is shown again.`,
  });
}

function line({ tacticId, at, by, reason }: TacticStop): string {
  return `${tacticId} stopped ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} by ${by}: ${reason}`;
}
