import type { Guide } from "@attune/model/readiness";
import type { Command } from "commander";
import type { Environment } from "../environment.ts";
import { clientCommand } from "./client-command.ts";

export function guideCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "guide",
    description: "The first thirty days, week by week, with what is done and what comes next.",
    example: "guide --data-dir ./data",
    act: (connection) => connection.request("GET", "/v1/guide"),
    print: (answer) => guideText(answer as unknown as Guide),
  });
}

function guideText({ day, weeks, next }: Guide): string {
  return [
    day === null ? "No event has come in yet." : `Day ${day}.`,
    ...weeks.flatMap(({ week, title, done, tasks }) => [
      "",
      `Week ${week}${done ? " (done)" : ""}: ${title}`,
      ...tasks.map((task) => `  [${task.done ? "x" : " "}] ${task.task}: ${task.evidence}`),
    ]),
    "",
    next === null ? "All is done; go on with `attune review show` every week." : `Next: ${next.task}. ${next.next}`,
  ].join("\n");
}
