import type { JourneyRun } from "@attune/model/journey";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

interface Page {
  runs: Array<JourneyRun & { told: string }>;
  next: string | null;
}

export function deliverRunsCommand(environment: Environment): Command {
  return clientCommand<{ limit?: string; after?: string }>(environment, {
    name: "runs",
    description: "Where each person is in a journey, and why.",
    arguments: "<journey>",
    example: "deliver runs browse-abandonment --limit 20",
    act(connection, { limit, after }, [journey = ""]) {
      const query = new URLSearchParams({
        ...(limit === undefined ? {} : { limit }),
        ...(after === undefined ? {} : { after }),
      });
      return connection.request("GET", `/v1/journeys/${encodeURIComponent(journey)}/runs?${query}`);
    },
    print: (answer) => runsText(answer as unknown as Page),
  })
    .option("--limit <n>", "at most so many (default 50)")
    .option("--after <profile>", "those after this profile id");
}

function runsText({ runs, next }: Page): string {
  if (runs.length === 0) return "Nobody has entered it.";
  return [
    ...runs.flatMap(({ profileId, told, notes }) => [
      `${profileId}  ${told}`,
      ...notes.map((note) => `    ${new Date(note.at).toISOString()}  ${note.told}`),
    ]),
    ...(next === null ? [] : [`More with --after ${next}`]),
  ].join("\n");
}
