import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { auditListCommand } from "./list.ts";
import { auditVerifyCommand } from "./verify.ts";

/** The commands of `attune audit`, in the order of its help. */
export function auditCommands(environment: Environment): Command[] {
  return [auditListCommand(environment), auditVerifyCommand(environment)];
}
