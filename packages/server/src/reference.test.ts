import { readFileSync } from "node:fs";
import { formatVersion } from "@attune/store/embedded/format";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createCommands } from "./program.ts";

const page = (name: string) => readFileSync(new URL(`../../../docs/reference/${name}.md`, import.meta.url), "utf8");

/** `measure totals`, `collect quarantine list`, … */
function pathsOf(command: Command, prefix = ""): string[] {
  const path = `${prefix}${command.name()}`;
  return command.commands.length === 0 ? [path] : command.commands.flatMap((inner) => pathsOf(inner, `${path} `));
}

describe("the reference", async () => {
  const environment = { ...process, workingDirectory: "/", projectDirectory: "/" } as never;
  const commands = (await createCommands(environment)).commands.flatMap((command) => pathsOf(command));

  it.each(commands)("names the command `%s`", (path) => {
    expect(page("cli")).toContain(`attune ${path}`);
  });

  it("names the format that this release writes", () => {
    expect(page("storage")).toContain(`the version of the format: ${formatVersion} `);
  });
});
