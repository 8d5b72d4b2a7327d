import type { Job } from "@attune/model/job";
import type { Command } from "commander";
import { followJob } from "../../client/follow-job.ts";
import type { Environment } from "../../environment.ts";
import type { ConsentShare } from "../../privacy/consent-shares.ts";
import { clientCommand } from "../client-command.ts";

interface Shares {
  personalization: { people: number; granted: number; refused: number; silent: number };
  tactics: ConsentShare[];
}

export function privacySharesCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "shares",
    description: "Who allows personalization, and whether the two sides of a tactic took it back alike.",
    example: "privacy shares",
    act: async (connection) =>
      followJob(
        connection,
        (await connection.request("POST", "/v1/privacy/consent-shares")) as unknown as Job,
        environment,
      ),
    print: (answer) => sharesText(answer as unknown as Shares),
  });
}

function sharesText({ personalization, tactics }: Shares): string {
  const { people, granted, refused, silent } = personalization;
  const first = `${people} people: ${granted} allow personalization, ${refused} refuse it, ${silent} said nothing.`;
  const percent = (part: number) => `${(100 * part).toFixed(2)} %`;
  return [
    first,
    ...tactics.map(({ tacticId, shown, heldOut, difference, told }) => {
      const counts = `${shown.refused} of ${shown.people} shown, ${heldOut.refused} of ${heldOut.people} held out took it back`;
      if (difference === null) return `${tacticId}: ${counts}. ${told}`;
      const [low, high] = difference.interval;
      return `${tacticId}: ${counts}; difference ${percent(difference.estimate)} (95 %: ${percent(low)} to ${percent(high)}). ${told}`;
    }),
  ].join("\n");
}
