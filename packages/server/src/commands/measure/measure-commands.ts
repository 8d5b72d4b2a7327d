import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { measureBaselineCommand } from "./baseline.ts";
import { measureEffectCommand } from "./effect.ts";
import { measureExperimentCommand } from "./experiment.ts";
import { measureFunnelCommand } from "./funnel.ts";
import { measureHoldoutCommand } from "./holdout.ts";
import { measureInteractionsCommand } from "./interactions.ts";
import { measureLiftCommand } from "./lift.ts";
import { measurePowerCommand } from "./power.ts";
import { measurePricesCommand } from "./prices.ts";
import { measureTacticCommand } from "./tactic.ts";
import { measureTimingCommand } from "./timing.ts";
import { measureTotalsCommand } from "./totals.ts";

/** The commands of `attune measure`, in the order of its help. */
export function measureCommands(environment: Environment): Command[] {
  return [
    measureTotalsCommand(environment),
    measureTacticCommand(environment),
    measureHoldoutCommand(environment),
    measurePricesCommand(environment),
    measureFunnelCommand(environment),
    measureBaselineCommand(environment),
    measureExperimentCommand(environment),
    measureLiftCommand(environment),
    measurePowerCommand(environment),
    measureEffectCommand(environment),
    measureTimingCommand(environment),
    measureInteractionsCommand(environment),
  ];
}
