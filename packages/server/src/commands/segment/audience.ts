import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import type { AudiencePage } from "../../segment/segment-audience.ts";
import { clientCommand } from "../client-command.ts";
import { segmentPath } from "./segment-path.ts";

interface Options {
  identifier: string;
  hashed?: true;
  withoutBought: string;
  out?: string;
}

interface Audience {
  people: AudiencePage["people"];
  leftOut: AudiencePage["leftOut"];
  file: string | null;
}

export function segmentAudienceCommand(environment: Environment): Command {
  return clientCommand<Options>(environment, {
    name: "audience",
    description:
      "The people of a segment for an ad platform or another system, as CSV: only who consented to marketing, without recent buyers.",
    arguments: "<id>",
    example: "segment audience champions --hashed --out champions.csv",
    async act(connection, { identifier, hashed, withoutBought, out }, [id = ""]) {
      const audience: Audience = {
        people: [],
        leftOut: { noConsent: 0, noIdentifier: 0, boughtLately: 0 },
        file: null,
      };
      for (let after: string | null = null; ; ) {
        const query = new URLSearchParams({
          identifier,
          withoutBoughtDays: withoutBought,
          limit: "5000",
          ...(hashed === true ? { hashed: "true" } : {}),
          ...(after === null ? {} : { after }),
        });
        const page = (await connection.request(
          "GET",
          `${segmentPath(id)}/audience?${query}`,
        )) as unknown as AudiencePage;
        audience.people.push(...page.people);
        for (const why of ["noConsent", "noIdentifier", "boughtLately"] as const)
          audience.leftOut[why] += page.leftOut[why];
        if (page.next === null) break;
        after = page.next;
      }
      if (out !== undefined) {
        audience.file = resolve(environment.workingDirectory, out);
        await writeFile(audience.file, csvOf(audience.people, identifier), { mode: 0o600 });
      }
      return { ...audience } as never;
    },
    print: (answer) => audienceText(answer as unknown as Audience),
  })
    .option("--identifier <namespace>", "what the other side knows people by", "email")
    .option("--hashed", "SHA-256 of each, as ad platforms take them")
    .option("--without-bought <days>", "leave out who ordered within so many days; 0: nobody", "30")
    .option("--out <file>", "write the CSV there (readable by you alone)");
}

function audienceText({ people, leftOut: { noConsent, noIdentifier, boughtLately }, file }: Audience): string {
  const left = `Left out: ${noConsent} without consent to marketing, ${noIdentifier} without such an identifier, ${boughtLately} who bought lately.`;
  const told = `${people.length} ${people.length === 1 ? "person" : "people"}`;
  if (file !== null) return `${told} written to ${file}.\n${left}`;
  return `${people.map(({ identifier }) => identifier).join("\n")}${people.length === 0 ? "" : "\n"}${told}. ${left}`;
}

function csvOf(people: AudiencePage["people"], identifier: string): string {
  const rows = people.map((person) => `${cell(person.identifier)},${new Date(person.since).toISOString()}`);
  return `${[`${identifier},since`, ...rows].join("\n")}\n`;
}

/** What a spreadsheet would take for a formula is told as text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
