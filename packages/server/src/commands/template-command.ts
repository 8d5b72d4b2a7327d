import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Json } from "@attune/model/json";
import type { Command } from "commander";
import type { Environment } from "../environment.ts";
import { type ClientOptions, clientCommand } from "./client-command.ts";
import { UsageError } from "./usage-error.ts";

interface Definition<Template> {
  description: string;
  /** What the argument is called. */
  argument: "id" | "kind";
  example: string;
  /** Where a server elsewhere, perhaps of another version, tells its own. */
  path: string;
  /** Those of this version; loaded when they are asked for. */
  load: () => Promise<readonly Template[]>;
  nameOf: (template: Template) => string;
  /** All of them, for people to choose from. */
  summary: (template: Template) => string;
  /** One of them, as it goes into attune.yaml. */
  yaml: (template: Template) => string;
}

interface Options {
  out?: string;
}

/** `templates`: what is ready to take over. It is part of the program, so neither data nor a server is needed to read it. */
export function templateCommand<Template>(environment: Environment, definition: Definition<Template>): Command {
  const { argument, path, load, nameOf } = definition;
  return clientCommand<Options>(environment, {
    name: "templates",
    description: definition.description,
    arguments: `[${argument}]`,
    example: definition.example,
    withoutEngine: async (options, [name]) =>
      options.url === undefined ? answerOf(chosen(await load(), name), options, name) : undefined,
    act: async (connection, options, [name]) => {
      const { templates } = (await connection.request("GET", path)) as unknown as { templates: Template[] };
      return answerOf(chosen(templates, name), options, name);
    },
    print: (answer) => {
      const { templates, writtenTo } = answer as unknown as { templates: Template[]; writtenTo?: string };
      if (writtenTo !== undefined) return `${nameOf(templates[0]!)} is in ${writtenTo}`;
      return templates.length === 1
        ? definition.yaml(templates[0]!).trimEnd()
        : templates.map(definition.summary).join("\n");
    },
  }).option("--out <file>", "write the one that is named to a new file");

  function chosen(templates: readonly Template[], name: string | undefined): readonly Template[] {
    const found = templates.filter((template) => name === undefined || nameOf(template) === name);
    if (found.length > 0) return found;
    throw new UsageError(`there is no ${wordOf[argument]} ${name}; there are ${templates.map(nameOf).join(", ")}`);
  }

  async function answerOf(
    templates: readonly Template[],
    { out }: ClientOptions & Options,
    name: string | undefined,
  ): Promise<Json> {
    if (out === undefined) return { templates } as unknown as Json;
    if (name === undefined) throw new UsageError(`--out ${out} takes one of them: name its ${argument}`);
    try {
      await writeFile(resolve(environment.workingDirectory, out), `${definition.yaml(templates[0]!).trimEnd()}\n`, {
        flag: "wx",
      });
    } catch (cause) {
      throw new UsageError(`cannot write ${out}: ${(cause as Error).message}`);
    }
    return { templates, writtenTo: out } as unknown as Json;
  }
}

const wordOf = { id: "template", kind: "kind" } as const;
