import type { Command } from "commander";
import { stringify } from "yaml";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";

interface Template {
  templateId: string;
  name: string;
  description: string;
  when: unknown;
  nextBestAction: string;
}

export function segmentTemplatesCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "templates",
    description:
      "Segments ready to take over, each with its next best action; one of them as it goes into attune.yaml.",
    arguments: "[id]",
    example: "segment templates viewed-not-bought",
    act: async (connection, _options, [id]) => {
      const { templates } = (await connection.request("GET", "/v1/segments/templates")) as unknown as {
        templates: Template[];
      };
      const chosen = id === undefined ? templates : templates.filter(({ templateId }) => templateId === id);
      if (chosen.length === 0)
        throw new UsageError(`there is no template ${id}; there are ${templates.map((t) => t.templateId).join(", ")}`);
      return { templates: chosen } as never;
    },
    print: (answer) => {
      const { templates } = answer as unknown as { templates: Template[] };
      return templates.length === 1 ? entryText(templates[0]!) : templates.map(templateText).join("\n");
    },
  });
}

function entryText({ templateId, name, description, when, nextBestAction }: Template): string {
  return stringify({ segments: { [templateId]: { name, description, when, nextBestAction } } }).trimEnd();
}

function templateText({ templateId, description, nextBestAction }: Template): string {
  return `${templateId}\n  ${description}\n  → ${nextBestAction}`;
}
