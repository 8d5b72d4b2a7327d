import type { WaitingMessages } from "@attune/model/journey";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { parseIdentifier } from "../profile/profile-path.ts";

export function deliverWaitingCommand(environment: Environment): Command {
  return clientCommand<{ limit?: string }>(environment, {
    name: "waiting",
    description:
      "Messages that have not gone out yet: whose, which, until when, and what keeps them, the next to go first; of one person or of all.",
    arguments: "[identifier]",
    example: "deliver waiting email:ada@example.com",
    act(connection, { limit }, [who]) {
      const { namespace, value: id } = who === undefined ? {} : parseIdentifier(who);
      const query = new URLSearchParams({
        ...(limit === undefined ? {} : { limit }),
        ...(namespace === undefined || id === undefined ? {} : { namespace, id }),
      });
      return connection.request("GET", `/v1/deliveries/waiting?${query}`);
    },
    print: (answer) => waitingText(answer as unknown as WaitingMessages),
  }).option("--limit <n>", "at most so many (default 50)");
}

function waitingText({ waiting, total }: WaitingMessages): string {
  if (total === 0) return "No message waits.";
  return [
    ...waiting.map(({ untilAt, channel, templateId, journeyId, profileId, queuedAt, attempts, why }) => {
      const of = journeyId === null ? "" : ` (${journeyId})`;
      const tried = attempts === 0 ? "" : `, tried ${attempts} ${attempts === 1 ? "time" : "times"}`;
      return `${moment(untilAt)}  ${channel}  ${templateId}${of} to ${profileId}: ${why} [since ${moment(queuedAt)}${tried}]`;
    }),
    ...(total > waiting.length ? [`${waiting.length} of ${total}; more with --limit`] : []),
  ].join("\n");
}

function moment(at: number): string {
  return new Date(at).toISOString();
}
