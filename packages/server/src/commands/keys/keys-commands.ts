import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { keysEndCommand } from "./end.ts";
import { keysListCommand } from "./list.ts";
import { keysMakeCommand } from "./make.ts";
import { keysRotateCommand } from "./rotate.ts";

/** The commands of `attune keys`, in the order of its help. */
export function keysCommands(environment: Environment): Command[] {
  return [
    keysListCommand(environment),
    keysMakeCommand(environment),
    keysRotateCommand(environment),
    keysEndCommand(environment),
  ];
}
