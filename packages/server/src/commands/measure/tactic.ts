import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { askReport, type LongReportOptions, longReportOptions, reportText } from "./ask-report.ts";

export function measureTacticCommand(environment: Environment): Command {
  const command = clientCommand<LongReportOptions>(environment, {
    name: "tactic",
    description: "What a tactic caused: exposed against held out, each effect with its 95 % interval.",
    arguments: "<id>",
    example: "measure tactic welcome-back --type website --html welcome-back.html",
    act: (connection, options, [id = ""]) =>
      askReport(environment, connection, `/v1/measure/tactics/${encodeURIComponent(id)}`, options),
    print: reportText,
  });
  for (const [flags, description] of longReportOptions) command.option(flags, description);
  return command;
}
