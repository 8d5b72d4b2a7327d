import type { EffectStudy } from "@attune/model/effect-study";
import type { Json, JsonObject } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { askReport, type LongReportOptions, longReportOptions, reportText } from "./ask-report.ts";

export function measureTacticCommand(environment: Environment): Command {
  const command = clientCommand<LongReportOptions>(environment, {
    name: "tactic",
    description: "What a tactic caused: exposed against held out, each effect with its 95 % interval.",
    arguments: "<id>",
    example: "measure tactic welcome-back --type website --html welcome-back.html",
    act: async (connection, options, [id = ""]) => {
      const path = `/v1/measure/tactics/${encodeURIComponent(id)}`;
      const answer = (await askReport(environment, connection, path, options)) as JsonObject;
      const { studies } = (await connection.request("GET", `${path}/studies`)) as { studies: Json[] };
      return studies.length === 0 ? answer : { ...answer, studies };
    },
    print: (answer) => [reportText(answer), ...studyLines(answer)].join("\n"),
  });
  for (const [flags, description] of longReportOptions) command.option(flags, description);
  return command;
}

/** What was found of the tactic without an experiment, each with how far it can be trusted. */
function studyLines(answer: Json): string[] {
  const { studies = [] } = answer as unknown as { studies?: EffectStudy[] };
  if (studies.length === 0) return [];
  return ["", "studied without an experiment (`attune measure effect --tactic`):", ...studies.map(studyLine)];
}

function studyLine({ design, grade, estimates }: EffectStudy): string {
  const told = estimates.find(({ estimate }) => !isUndetermined(estimate));
  if (told === undefined) return `  ${design}: undetermined`;
  const { method, estimate, interval } = told;
  const ends = isUndetermined(interval) ? "" : ` (95 %: ${interval.map((end) => numberText(end)).join(" to ")})`;
  return `  ${design}, grade ${grade}: ${method} ${numberText(estimate as number)}${ends}`;
}

function numberText(value: number | null): string {
  return value === null ? "unbounded" : String(Number(value.toPrecision(4)));
}
