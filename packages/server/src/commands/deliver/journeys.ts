import type { Journey } from "@attune/model/journey";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface Listed {
  journeys: Array<
    Journey & {
      counts: { people: number; active: Record<string, number>; waiting: number; ended: Record<string, number> };
    }
  >;
  pending: number;
  trouble: string | null;
}

export function deliverJourneysCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "journeys",
    description: "The journeys, how many people are at which step, and how it ended for the others.",
    example: "deliver journeys",
    act: (connection) => connection.request("GET", "/v1/journeys"),
    print: (answer) => journeysText(answer as unknown as Listed),
  });
}

function journeysText({ journeys, pending, trouble }: Listed): string {
  if (journeys.length === 0) return "No journeys are declared. `attune deliver templates` shows six to start with.";
  return [
    ...journeys.flatMap(({ journeyId, name, counts: { people, active, waiting, ended } }) => [
      `${journeyId}  ${name}: ${people} ${people === 1 ? "person" : "people"}`,
      ...Object.entries(active).map(
        ([position, count]) => `  ${String(count).padStart(8)}  at step ${stepText(position)}`,
      ),
      ...(waiting === 0 ? [] : [`  ${String(waiting).padStart(8)}  whose last message waits`]),
      ...Object.entries(ended)
        .sort(([, a], [, b]) => b - a)
        .map(([why, count]) => `  ${String(count).padStart(8)}  ended: ${why}`),
    ]),
    `${pending} ${pending === 1 ? "message waits" : "messages wait"} to be handed over${pending === 0 ? "." : ": `attune deliver waiting` says why."}`,
    ...(trouble === null ? [] : [`! ${trouble}`]),
  ].join("\n");
}

/** "2.holds.0" as people count: "3 holds 1". */
function stepText(position: string): string {
  return position
    .split(".")
    .map((part) => (/^\d+$/.test(part) ? Number(part) + 1 : part))
    .join(" ");
}
