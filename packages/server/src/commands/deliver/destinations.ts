import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface Line {
  destinationId: string;
  url: string;
  behind: number;
  sent: number;
  refused: number;
  trouble: string | null;
}

export function deliverDestinationsCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "destinations",
    description: "Other systems that get the events: how far behind each is, and what keeps it.",
    example: "deliver destinations",
    act: (connection) => connection.request("GET", "/v1/destinations"),
    print: (answer) => {
      const { destinations } = answer as unknown as { destinations: Line[] };
      if (destinations.length === 0) return "The playbook declares no destinations.";
      return destinations
        .map(({ destinationId, url, behind, sent, refused, trouble }) => {
          const counts = `${sent} sent, ${refused} refused, ${behind} behind`;
          return `${destinationId}  ${url}  ${counts}${trouble === null ? "" : `: ${trouble}`}`;
        })
        .join("\n");
    },
  });
}
