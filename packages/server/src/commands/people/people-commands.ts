import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { peopleDisableCommand } from "./disable.ts";
import { peopleInviteCommand } from "./invite.ts";
import { peopleListCommand } from "./list.ts";
import { peopleResetLinkCommand } from "./reset-link.ts";
import { peopleRoleCommand } from "./role.ts";

/** The commands of `attune people`, in the order of its help. */
export function peopleCommands(environment: Environment): Command[] {
  return [
    peopleListCommand(environment),
    peopleInviteCommand(environment),
    peopleRoleCommand(environment),
    peopleDisableCommand(environment),
    peopleResetLinkCommand(environment),
  ];
}
