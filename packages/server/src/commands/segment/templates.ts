import type { Command } from "commander";
import { stringify } from "yaml";
import type { Environment } from "../../environment.ts";
import { templateCommand } from "../template-command.ts";

interface Template {
  templateId: string;
  name: string;
  description: string;
  when: unknown;
  nextBestAction: string;
}

export function segmentTemplatesCommand(environment: Environment): Command {
  return templateCommand<Template>(environment, {
    description:
      "Segments ready to take over, each with its next best action; one of them as it goes into attune.yaml.",
    argument: "id",
    example: "segment templates viewed-not-bought",
    path: "/v1/segments/templates",
    load: async () => (await import("@attune/engine/segment/segment-templates")).segmentTemplates,
    nameOf: ({ templateId }) => templateId,
    summary: ({ templateId, description, nextBestAction }) => `${templateId}\n  ${description}\n  → ${nextBestAction}`,
    yaml: ({ templateId, name, description, when, nextBestAction }) =>
      stringify({ segments: { [templateId]: { name, description, when, nextBestAction } } }),
  });
}
