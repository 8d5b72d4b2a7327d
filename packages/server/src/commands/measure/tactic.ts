import type { TacticReport } from "@attune/model/report";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { effectText } from "./effect-text.ts";

export function measureTacticCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "tactic",
    description: "What a tactic caused: exposed against held out, each effect with its 95 % interval.",
    arguments: "<id>",
    example: "measure tactic welcome-back --json",
    act: (connection, _options, [id = ""]) =>
      connection.request("GET", `/v1/measure/tactics/${encodeURIComponent(id)}`),
    print: (answer) => effectText(answer as unknown as TacticReport),
  });
}
