import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { decideExperimentCommand } from "./experiment.ts";
import { decideOffersCommand } from "./offers.ts";
import { decideTacticCommand } from "./tactic.ts";

/** The commands of `attune decide`, in the order of its help. */
export function decideCommands(environment: Environment): Command[] {
  return [decideExperimentCommand(environment), decideTacticCommand(environment), decideOffersCommand(environment)];
}
