import type { Command } from "commander";
import { stringify } from "yaml";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { segmentPath } from "./segment-path.ts";

interface Shown {
  segmentId: string;
  name: string;
  description: string | null;
  when: unknown;
  nextBestAction: string | null;
  size: number;
  isFilling: boolean;
  days: Array<{ day: string; size: number; entered: number; left: number }>;
  tactics: string[];
}

const shownDays = 14;

export function segmentShowCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "show",
    description: "One segment: its condition, its size day by day, who comes and goes, and the tactics that use it.",
    arguments: "<id>",
    example: "segment show viewed-not-bought",
    act: (connection, _options, [id = ""]) => connection.request("GET", segmentPath(id)),
    print: (answer) => shownText(answer as unknown as Shown),
  });
}

function shownText({
  segmentId,
  name,
  description,
  when,
  nextBestAction,
  size,
  isFilling,
  days,
  tactics,
}: Shown): string {
  return [
    `${name} (${segmentId})`,
    ...(description === null ? [] : [description]),
    `size             ${size.toLocaleString("en")}${isFilling ? " so far: it is being found for everybody" : ""}`,
    `next best action ${nextBestAction ?? "none is stated"}`,
    `tactics          ${tactics.join(", ") || "none asks about it"}`,
    "condition",
    ...stringify(when)
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`),
    ...(days.length === 0 ? [] : ["day              size   entered      left"]),
    ...days
      .slice(-shownDays)
      .map(
        (day) =>
          `${day.day} ${String(day.size).padStart(10)}${String(day.entered).padStart(10)}${String(day.left).padStart(10)}`,
      ),
  ].join("\n");
}
