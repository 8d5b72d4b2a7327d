import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import type { WhyShown } from "../../privacy/why-shown.ts";
import { clientCommand } from "../client-command.ts";
import { parseIdentifier } from "../profile/profile-path.ts";

interface Why {
  told: string;
  decisions: WhyShown[];
}

export function privacyWhyCommand(environment: Environment): Command {
  return clientCommand<{ decision?: string }>(environment, {
    name: "why",
    description: "Why somebody sees what they see, in words for themselves.",
    arguments: "<identifier>",
    example: "privacy why user_id:ada",
    act(connection, { decision }, [text]) {
      const { namespace, value } = parseIdentifier(text);
      const query = new URLSearchParams({
        [namespace === "anonymous_id" ? "anonymousId" : "userId"]: value,
        ...(decision === undefined ? {} : { decisionId: decision }),
      });
      return connection.request("GET", `/v1/privacy/why?${query}`);
    },
    print: (answer) => whyText(answer as unknown as Why),
  }).option("--decision <id>", "this one, instead of the latest");
}

function whyText({ told, decisions }: Why): string {
  const lines = decisions.flatMap(({ at, placements }) =>
    placements.flatMap(({ placementId, what, reasons, dataUsed }) => [
      `${at}  ${placementId}: ${what}`,
      ...reasons.map((reason) => `  ${reason}`),
      ...(dataUsed.length === 0 ? [] : [`  Used: ${dataUsed.join("; ")}.`]),
    ]),
  );
  return [told, ...lines].join("\n");
}
