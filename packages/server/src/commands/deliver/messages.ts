import type { DeliveryRecord } from "@attune/model/journey";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { parseIdentifier } from "../profile/profile-path.ts";

export function deliverMessagesCommand(environment: Environment): Command {
  return clientCommand<{ limit?: string }>(environment, {
    name: "messages",
    description: "What became of messages, newest first: sent, failed, or kept back and why; of one person or of all.",
    arguments: "[identifier]",
    example: "deliver messages email:ada@example.com",
    act(connection, { limit }, [who]) {
      const { namespace, value: id } = who === undefined ? {} : parseIdentifier(who);
      const query = new URLSearchParams({
        ...(limit === undefined ? {} : { limit }),
        ...(namespace === undefined || id === undefined ? {} : { namespace, id }),
      });
      return connection.request("GET", `/v1/deliveries?${query}`);
    },
    print: (answer) => messagesText((answer as unknown as { deliveries: DeliveryRecord[] }).deliveries),
  }).option("--limit <n>", "at most so many (default 50)");
}

function messagesText(deliveries: readonly DeliveryRecord[]): string {
  if (deliveries.length === 0) return "No messages yet.";
  return deliveries
    .map(({ at, outcome, channel, templateId, journeyId, reason, deliveryId }) => {
      const of = journeyId === null ? "" : ` (${journeyId})`;
      return `${new Date(at).toISOString()}  ${outcome.padEnd(7)}  ${channel}  ${templateId}${of}: ${reason}${outcome === "failed" ? ` [${deliveryId}]` : ""}`;
    })
    .join("\n");
}
