import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { playbookApplyCommand } from "./apply.ts";
import { playbookCheckCommand } from "./check.ts";
import { playbookExportCommand } from "./export.ts";
import { playbookHistoryCommand } from "./history.ts";
import { playbookPlanCommand } from "./plan.ts";
import { playbookPrintCommand } from "./print.ts";
import { playbookRatesCommand } from "./rates.ts";
import { playbookRollbackCommand } from "./rollback.ts";
import { playbookTemplatesCommand } from "./templates.ts";

/** The commands of `attune playbook`, in the order of its help. */
export function playbookCommands(environment: Environment): Command[] {
  return [
    playbookCheckCommand(environment),
    playbookPlanCommand(environment),
    playbookApplyCommand(environment),
    playbookExportCommand(environment),
    playbookPrintCommand(environment),
    playbookRollbackCommand(environment),
    playbookRatesCommand(environment),
    playbookHistoryCommand(environment),
    playbookTemplatesCommand(environment),
  ];
}
