import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { exportAllCommand } from "./all.ts";
import { exportLoadCommand } from "./load.ts";

/** The commands of `attune export`, in the order of its help. */
export function exportCommands(environment: Environment): Command[] {
  return [exportAllCommand(environment), exportLoadCommand(environment)];
}
