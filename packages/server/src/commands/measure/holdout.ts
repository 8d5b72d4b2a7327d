import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { askReport, type LongReportOptions, longReportOptions, reportText } from "./ask-report.ts";

export function measureHoldoutCommand(environment: Environment): Command {
  const command = clientCommand<LongReportOptions>(environment, {
    name: "holdout",
    description: "What all tactics caused together: people outside the global holdout against those in it.",
    example: "measure holdout --json",
    act: (connection, options) => askReport(environment, connection, "/v1/measure/holdout", options),
    print: reportText,
  });
  for (const [flags, description] of longReportOptions) command.option(flags, description);
  return command;
}
