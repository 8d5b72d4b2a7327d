import { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { quarantineDiscardCommand } from "./quarantine-discard.ts";
import { quarantineListCommand } from "./quarantine-list.ts";
import { quarantineMendCommand } from "./quarantine-mend.ts";
import { quarantineReplayCommand } from "./quarantine-replay.ts";

export function collectQuarantineCommand(environment: Environment): Command {
  return new Command("quarantine")
    .description("Events that could not be trusted")
    .addCommand(quarantineListCommand(environment))
    .addCommand(quarantineReplayCommand(environment))
    .addCommand(quarantineMendCommand(environment))
    .addCommand(quarantineDiscardCommand(environment));
}
