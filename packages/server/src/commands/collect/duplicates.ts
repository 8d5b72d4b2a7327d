import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import type { ProbableDuplicates } from "../../quality/probable-duplicates.ts";
import { clientCommand } from "../client-command.ts";

export function collectDuplicatesCommand(environment: Environment): Command {
  return clientCommand<{ least?: string }>(environment, {
    name: "duplicates",
    description: "People who are probably one, by name, birth date, address, e-mail and phone. Nobody is joined by it.",
    example: "collect duplicates --least 0.95",
    act: (connection, { least = "0.9" }) =>
      connection.request("GET", `/v1/collect/duplicates?least=${encodeURIComponent(least)}`),
    print: (answer) => {
      const { suggestions, people, lookedAt } = answer as unknown as ProbableDuplicates;
      const told = `${people} of ${lookedAt} profiles looked at say enough to be compared.`;
      const lines = suggestions.map(
        ({ a, b, score, agreeing }) => `${(100 * score).toFixed(1).padStart(5)} %  ${a}  ${b}  ${agreeing.join(", ")}`,
      );
      return [told, ...(lines.length === 0 ? ["No two of them are probably one."] : lines)].join("\n");
    },
  }).option("--least <probability>", "from which a pair is told", "0.9");
}
