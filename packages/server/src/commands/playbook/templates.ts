import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import type { KindTemplate } from "../../playbook/kind-templates.ts";
import { templateCommand } from "../template-command.ts";

export function playbookTemplatesCommand(environment: Environment): Command {
  return templateCommand<KindTemplate>(environment, {
    description: "Playbooks to begin with, by kind of business; one of them as an attune.yaml.",
    argument: "kind",
    example: "playbook templates content --out attune.yaml",
    path: "/v1/playbook/templates",
    load: async () => (await import("../../playbook/kind-templates.ts")).kindTemplates(),
    nameOf: ({ kind }) => kind,
    summary: ({ kind, funnel }) => `${kind}\n  ${funnel.join(" → ")}`,
    yaml: ({ yaml }) => yaml,
  });
}
