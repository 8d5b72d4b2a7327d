import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { personPage } from "../../privacy/person-page.ts";
import type { PersonRecord } from "../../privacy/person-record.ts";
import { clientCommand } from "../client-command.ts";
import { personPath } from "./person-path.ts";

export function privacyExportCommand(environment: Environment): Command {
  return clientCommand<{ html?: string }>(environment, {
    name: "export",
    description: "All that is kept of a person: as JSON, or as a page to read and to send.",
    arguments: "<identifier> [value]",
    example: "privacy export email:ada@example.com --html ada.html",
    async act(connection, { html }, [who, value]) {
      const record = await connection.request("GET", personPath("people", who, value));
      if (html === undefined) return record;
      const file = resolve(environment.workingDirectory, html);
      await writeFile(file, personPage(record as unknown as PersonRecord), { mode: 0o600, flag: "wx" });
      return { file };
    },
    print: (answer) => {
      const { file } = answer as { file?: string };
      return file === undefined ? JSON.stringify(answer, null, 2) : `Written to ${file}.`;
    },
  }).option("--html <file>", "write a page instead; the file must not exist");
}
