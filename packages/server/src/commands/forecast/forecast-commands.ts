import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { forecastAcquisitionCommand, forecastSpendCommand } from "./acquisition.ts";
import { forecastBacktestCommand } from "./backtest.ts";
import { forecastCohortCommand } from "./cohort.ts";
import { forecastEffectCommand } from "./effect.ts";
import { forecastInitCommand } from "./init.ts";
import { forecastLifetimeCommand } from "./lifetime.ts";
import { forecastPrioritiesCommand } from "./priorities.ts";
import { forecastScenarioCommand } from "./scenario.ts";
import { forecastScoresCommand } from "./scores.ts";

/** The commands of `attune forecast`, in the order of its help. */
export function forecastCommands(environment: Environment): Command[] {
  return [
    forecastLifetimeCommand(environment),
    forecastCohortCommand(environment),
    forecastBacktestCommand(environment),
    forecastScenarioCommand(environment),
    forecastInitCommand(environment),
    forecastPrioritiesCommand(environment),
    forecastScoresCommand(environment),
    forecastSpendCommand(environment),
    forecastAcquisitionCommand(environment),
    forecastEffectCommand(environment),
  ];
}
