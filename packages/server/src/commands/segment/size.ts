import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { segmentPath } from "./segment-path.ts";

export function segmentSizeCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "size",
    description: "How many people are in a segment now.",
    arguments: "<id>",
    example: "segment size champions",
    act: async (connection, _options, [id = ""]) => {
      const { segmentId, size, isFilling } = (await connection.request("GET", segmentPath(id))) as {
        segmentId: string;
        size: number;
        isFilling: boolean;
      };
      return { segmentId, size, isFilling };
    },
    print: (answer) => {
      const { size, isFilling } = answer as { size: number; isFilling: boolean };
      return `${size.toLocaleString("en")}${isFilling ? " so far: it is being found for everybody" : ""}`;
    },
  });
}
