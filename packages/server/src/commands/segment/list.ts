import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface Listed {
  segments: Array<{ segmentId: string; name: string; size: number; isFilling: boolean; nextBestAction: string | null }>;
  warnings: string[];
}

export function segmentListCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "list",
    description: "Segments with their sizes.",
    example: "segment list",
    act: (connection) => connection.request("GET", "/v1/segments"),
    print: (answer) => listText(answer as unknown as Listed),
  });
}

function listText({ segments, warnings }: Listed): string {
  if (segments.length === 0)
    return "No segments are declared. `attune segment templates` shows thirteen to start with.";
  const width = Math.max(...segments.map(({ segmentId }) => segmentId.length));
  return [
    ...segments.flatMap(({ segmentId, name, size, isFilling, nextBestAction }) => [
      `${segmentId.padEnd(width)}  ${size.toLocaleString("en").padStart(9)}${isFilling ? " (being found)" : ""}  ${name}`,
      ...(nextBestAction === null ? [] : [`${" ".repeat(width + 13)}→ ${nextBestAction}`]),
    ]),
    ...warnings.map((warning) => `! ${warning}`),
  ].join("\n");
}
