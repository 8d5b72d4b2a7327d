import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

export function deliverResendCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "resend",
    description:
      "Sends a message that failed once more, under the same id: whom it reached after all knows it by its Message-ID or idempotency key. Consent, caps and quiet hours are looked at again. `attune deliver messages` tells the ids.",
    arguments: "<id>",
    example: "deliver resend 8kZ0cJ1yVQ2mWc7rT5nX4A",
    act: (connection, _options, [id = ""]) =>
      connection.request("POST", `/v1/deliveries/${encodeURIComponent(id)}/resend`),
    print: (answer) => `${(answer as { deliveryId: string }).deliveryId} is on its way again.`,
  });
}
