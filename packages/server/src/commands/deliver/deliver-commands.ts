import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { deliverDestinationsCommand } from "./destinations.ts";
import { deliverJourneysCommand } from "./journeys.ts";
import { deliverMessagesCommand } from "./messages.ts";
import { deliverResendCommand } from "./resend.ts";
import { deliverRunsCommand } from "./runs.ts";
import { deliverTemplatesCommand } from "./templates.ts";
import { deliverTestSendCommand } from "./test-send.ts";
import { deliverWaitingCommand } from "./waiting.ts";

/** The commands of `attune deliver`, in the order of its help. */
export function deliverCommands(environment: Environment): Command[] {
  return [
    deliverJourneysCommand(environment),
    deliverRunsCommand(environment),
    deliverMessagesCommand(environment),
    deliverWaitingCommand(environment),
    deliverTemplatesCommand(environment),
    deliverTestSendCommand(environment),
    deliverResendCommand(environment),
    deliverDestinationsCommand(environment),
  ];
}
