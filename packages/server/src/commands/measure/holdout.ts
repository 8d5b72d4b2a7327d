import type { HoldoutReport } from "@attune/model/report";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { effectText } from "./effect-text.ts";

export function measureHoldoutCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "holdout",
    description: "What all tactics caused together: people outside the global holdout against those in it.",
    example: "measure holdout --json",
    act: (connection) => connection.request("GET", "/v1/measure/holdout"),
    print: (answer) => effectText(answer as unknown as HoldoutReport),
  });
}
