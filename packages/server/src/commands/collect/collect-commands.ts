import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { collectAuditCommand } from "./audit.ts";
import { collectDuplicatesCommand } from "./duplicates.ts";
import { collectPlanCommand } from "./plan.ts";
import { collectQuarantineCommand } from "./quarantine.ts";

/** The commands of `attune collect`, in the order of its help. */
export function collectCommands(environment: Environment): Command[] {
  return [
    collectQuarantineCommand(environment),
    collectAuditCommand(environment),
    collectDuplicatesCommand(environment),
    collectPlanCommand(environment),
  ];
}
