import type { PlaybookFile } from "@attune/model/playbook-file";
import { playbookFault } from "./playbook-fault.ts";

const named = [
  "placements",
  "tactics",
  "metrics",
  "segments",
  "offers",
  "experiments",
  "messages",
  "journeys",
  "destinations",
  "audiences",
] as const satisfies (keyof PlaybookFile)[];

/** As long as a reference to one may be. */
const longestName = 100;

/** Refuses names of entries that no request, key of a store or report can carry: empty, too long, or with characters that nobody can write. */
export function refuseNames(file: PlaybookFile): void {
  for (const section of named) {
    for (const name of Object.keys(file[section] ?? {})) refuseName(section, name);
  }
  for (const [id, { variants = {} }] of Object.entries(file.tactics ?? {})) {
    for (const name of Object.keys(variants)) refuseName(`tactics.${id}.variants`, name);
  }
}

function refuseName(section: string, name: string): void {
  if (name.trim() === "") throw playbookFault(section, "has an entry without a name; an example: spring-banner");
  const start = `${section}.${name.slice(0, 20).replace(/[\p{Cc}\p{Cs}]/gu, "?")}`;
  if (name.length > longestName)
    throw playbookFault(`${start}…`, `is a name of ${name.length} characters; at most ${longestName} are allowed`);
  if (/[\p{Cc}\p{Cs}]/u.test(name))
    throw playbookFault(
      start,
      "has control characters or half a character in its name; use letters, digits and hyphens",
    );
}
