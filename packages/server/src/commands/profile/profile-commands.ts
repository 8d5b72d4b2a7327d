import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { profileEraseCommand } from "./erase.ts";
import { profileEventsCommand } from "./events.ts";
import { profileFindCommand } from "./find.ts";
import { profileShowCommand } from "./show.ts";
import { profileUnmergeCommand } from "./unmerge.ts";

/** The commands of `attune profile`, in the order of its help. */
export function profileCommands(environment: Environment): Command[] {
  return [
    profileFindCommand(environment),
    profileShowCommand(environment),
    profileEventsCommand(environment),
    profileUnmergeCommand(environment),
    profileEraseCommand(environment),
  ];
}
