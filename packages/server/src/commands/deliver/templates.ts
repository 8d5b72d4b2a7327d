import type { Command } from "commander";
import { type JourneyTemplate, journeyTemplates } from "../../deliver/journey-templates.ts";
import type { Environment } from "../../environment.ts";
import { templateCommand } from "../template-command.ts";

export function deliverTemplatesCommand(environment: Environment): Command {
  return templateCommand<JourneyTemplate>(environment, {
    description: "Journeys ready to take over; one of them as it goes into attune.yaml.",
    argument: "id",
    example: "deliver templates cart-abandonment",
    path: "/v1/journeys/templates",
    load: async () => journeyTemplates,
    nameOf: ({ templateId }) => templateId,
    summary: ({ templateId, summary }) => `${templateId}\n  ${summary}`,
    yaml: ({ yaml }) => yaml,
  });
}
