import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import type { KindTemplate } from "../../routes/playbook-templates.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";

export function playbookTemplatesCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "templates",
    description: "Playbooks to begin with, by kind of business; one of them as an attune.yaml.",
    arguments: "[kind]",
    example: "playbook templates content > attune.yaml",
    async act(connection, _options, [kind]) {
      const answer = (await connection.request("GET", "/v1/playbook/templates")) as unknown as {
        templates: KindTemplate[];
      };
      const chosen = answer.templates.filter((template) => kind === undefined || template.kind === kind);
      if (chosen.length > 0) return { templates: chosen } as never;
      const known = answer.templates.map((template) => template.kind).join(", ");
      throw new UsageError(`there is no kind ${kind}; there are ${known}`);
    },
    print(answer) {
      const { templates } = answer as unknown as { templates: KindTemplate[] };
      if (templates.length === 1) return templates[0]!.yaml.trimEnd();
      return templates.map(({ kind, funnel }) => `${kind}\n  ${funnel.join(" → ")}`).join("\n");
    },
  });
}
