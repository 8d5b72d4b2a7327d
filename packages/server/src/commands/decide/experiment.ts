import { Command } from "commander";
import type { Environment } from "../../environment.ts";
import {
  experimentRampCommand,
  experimentShipCommand,
  experimentStartCommand,
  experimentStopCommand,
} from "./experiment-changes.ts";
import { experimentListCommand } from "./experiment-list.ts";
import { experimentReportCommand } from "./experiment-report.ts";
import { experimentShowCommand } from "./experiment-show.ts";

export function decideExperimentCommand(environment: Environment): Command {
  return new Command("experiment")
    .description("Experiments and bandits on the variants of tactics")
    .addCommand(experimentListCommand(environment))
    .addCommand(experimentShowCommand(environment))
    .addCommand(experimentStartCommand(environment))
    .addCommand(experimentRampCommand(environment))
    .addCommand(experimentStopCommand(environment))
    .addCommand(experimentShipCommand(environment))
    .addCommand(experimentReportCommand(environment));
}
