import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { catalogLoadCommand } from "./load.ts";

/** The commands of `attune catalog`, in the order of its help. */
export function catalogCommands(environment: Environment): Command[] {
  return [catalogLoadCommand(environment)];
}
