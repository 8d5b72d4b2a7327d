import type { Command } from "commander";
import type { JourneyTemplate } from "../../deliver/journey-templates.ts";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";

export function deliverTemplatesCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "templates",
    description: "Journeys ready to take over; one of them as it goes into attune.yaml.",
    arguments: "[id]",
    example: "deliver templates cart-abandonment",
    async act(connection, _options, [id]) {
      const answer = (await connection.request("GET", "/v1/journeys/templates")) as unknown as {
        templates: JourneyTemplate[];
      };
      const chosen = answer.templates.filter(({ templateId }) => id === undefined || templateId === id);
      if (chosen.length > 0) return { templates: chosen } as never;
      const known = answer.templates.map(({ templateId }) => templateId).join(", ");
      throw new UsageError(`there is no template ${id}; there are ${known}`);
    },
    print(answer) {
      const { templates } = answer as unknown as { templates: JourneyTemplate[] };
      if (templates.length === 1) return templates[0]!.yaml.trimEnd();
      return templates.map(({ templateId, summary }) => `${templateId}\n  ${summary}`).join("\n");
    },
  });
}
