import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { parseIdentifier } from "../profile/profile-path.ts";

export function deliverTestSendCommand(environment: Environment): Command {
  return clientCommand<{ as?: string; trigger?: string }>(environment, {
    name: "test-send",
    description:
      "Sends one message of the playbook to an address of yours, filled in as for a person; nothing is counted.",
    arguments: "<message> <address>",
    example: "deliver test-send cart-reminder me@shop.example --as email:ada@example.com",
    act(connection, { as, trigger }, [templateId = "", to = ""]) {
      const who = as === undefined ? {} : { as: { ...parseIdentifier(as) } };
      const values = trigger === undefined ? {} : { trigger: JSON.parse(trigger) };
      return connection.request("POST", "/v1/messages/test", { templateId, to, ...who, ...values });
    },
    print: (answer) => `${(answer as { handover: { kind: string } }).handover.kind}: ${JSON.stringify(answer)}`,
  })
    .option("--as <identifier>", "whose name and traits fill it in")
    .option("--trigger <json>", "what the journey's trigger would have brought, as JSON");
}
