import type { EffectExperiment } from "@attune/model/effect-experiment";
import type { HoldoutReport } from "@attune/model/report";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { effectExperimentText } from "./effect-experiment-text.ts";
import { effectText } from "./effect-text.ts";
import { askLongReport, type LongReportOptions, longReportOptions } from "./long-report.ts";

export function measureHoldoutCommand(environment: Environment): Command {
  const command = clientCommand<LongReportOptions>(environment, {
    name: "holdout",
    description: "What all tactics caused together: people outside the global holdout against those in it.",
    example: "measure holdout --json",
    act: (connection, options) => askLongReport(environment, connection, "/v1/measure/holdout", options),
    print: (answer) => {
      const told = answer as unknown as HoldoutReport & EffectExperiment;
      return `${effectText(told)}\n\n${effectExperimentText(told)}`;
    },
  });
  for (const [flags, description] of longReportOptions) command.option(flags, description);
  return command;
}
