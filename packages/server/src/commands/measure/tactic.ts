import type { EffectExperiment } from "@attune/model/effect-experiment";
import type { TacticReport } from "@attune/model/report";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { effectExperimentText } from "./effect-experiment-text.ts";
import { effectText } from "./effect-text.ts";
import { askLongReport, type LongReportOptions, longReportOptions } from "./long-report.ts";

export function measureTacticCommand(environment: Environment): Command {
  const command = clientCommand<LongReportOptions>(environment, {
    name: "tactic",
    description: "What a tactic caused: exposed against held out, each effect with its 95 % interval.",
    arguments: "<id>",
    example: "measure tactic welcome-back --type website --html welcome-back.html",
    act: (connection, options, [id = ""]) =>
      askLongReport(environment, connection, `/v1/measure/tactics/${encodeURIComponent(id)}`, options),
    print: (answer) => {
      const told = answer as unknown as TacticReport & EffectExperiment;
      return `${effectText(told)}\n\n${effectExperimentText(told)}`;
    },
  });
  for (const [flags, description] of longReportOptions) command.option(flags, description);
  return command;
}
