import type { PlaybookPlan } from "@attune/model/playbook-report";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { changeLines, findingLines } from "./change-text.ts";
import { broughtPlaybook } from "./playbook-file.ts";
import { reachLines } from "./reach-text.ts";

export function playbookPlanCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "plan",
    description: "What a playbook would change, for how many people, and how often it would reach them.",
    arguments: "<file>",
    example: "playbook plan attune.yaml",
    bringsData: true,
    act: async (connection, _options, [name = ""]) => {
      const { text: file } = await broughtPlaybook(environment, name);
      return connection.request("POST", "/v1/playbook/plan", { file });
    },
    print: (answer) => {
      const { from, changes, people, reach, check } = answer as unknown as PlaybookPlan;
      const count = (n: number) => n.toLocaleString("en");
      const errors = check.findings.filter(({ severity }) => severity === "error");
      const rest = check.findings.filter(({ severity }) => severity !== "error");
      const range = people.interval === null ? "" : ` (95 %: ${people.interval.map(count).join(" to ")})`;
      return [
        ...(errors.length === 0 ? [] : ["`apply` would refuse it:", ...findingLines(errors), ""]),
        from === 0 ? "against what runs now:" : `against revision ${from}:`,
        ...changeLines(changes),
        "",
        `${count(people.touched)} of ${count(people.profiles)} people would see something else${range}`,
        ...people.tactics.map(
          ({ tacticId, before, after }) =>
            `    ${tacticId}: comes first for ${count(before)} now, ${count(after)} then`,
        ),
        ...(reach === null ? [] : reachLines(reach)),
        ...(rest.length === 0 ? [] : ["", ...findingLines(rest)]),
        ...(changes.length === 0 ? [] : ["", `to apply just this: attune playbook apply FILE --expected ${from}`]),
      ].join("\n");
    },
  });
}
