import type { Business } from "@attune/model/business";
import { AttuneError } from "@attune/model/errors";
import { type PlaybookFile, playbookFileSchema } from "@attune/model/playbook-file";
import type { Playbook } from "@attune/model/tactic";
import { Compile } from "typebox/compile";
import { parseDocument } from "yaml";
import { findProblem } from "../schema/find-problem.ts";
import { playbookFault } from "./playbook-fault.ts";
import { readBusiness } from "./read-business.ts";
import { problemOfJourneys } from "./read-journeys-problem.ts";
import { problemOfMessages } from "./read-messages-problem.ts";
import { readPlaybook } from "./read-playbook.ts";
import { refuseNames } from "./refuse-names.ts";

export interface Configuration {
  business: Business;
  playbook: Playbook;
}

/** A file of hundreds of tactics has some hundred kilobytes. */
const maxBytes = 2 * 1024 * 1024;
/** YAML aliases can blow a small file up; a playbook has little use for them. */
const maxAliases = 100;

const validator = Compile(playbookFileSchema);

/** What an attune.yaml declares, with all defaults filled in. Throws `bad-request` with the path of the field at fault. */
export function readConfiguration(text: string): Configuration {
  const file = parseFile(text);
  refuseNames(file);
  return { business: readBusiness(file.business ?? {}), playbook: readPlaybook(file) };
}

function parseFile(text: string): PlaybookFile {
  if (Buffer.byteLength(text) > maxBytes)
    throw new AttuneError("bad-request", `attune.yaml is larger than ${maxBytes} bytes.`);
  const value = parseYaml(text) ?? {};
  refuseUnkeepable(value, "", []);
  if (validator.Check(value)) return value;
  const { messages, journeys } = value as { messages?: unknown; journeys?: unknown };
  // Of what may be written in several forms the schema alone does not tell which one was meant.
  const problem =
    problemOfMessages(messages) ??
    problemOfJourneys(journeys) ??
    findProblem(playbookFileSchema, value, validator.Errors(value));
  throw new AttuneError("bad-request", `attune.yaml: ${problem.path || "the file"} ${problem.message}.`, {
    path: problem.path,
  });
}

/** What YAML can say and JSON cannot: aliases to what they stand in, and a name that no object keeps as an entry. */
function refuseUnkeepable(value: unknown, path: string, around: readonly unknown[]): void {
  if (typeof value !== "object" || value === null) return;
  if (around.includes(value)) throw playbookFault(path, "is an alias of what it stands in; write out what is meant");
  for (const [key, inner] of Object.entries(value)) {
    const here = path === "" ? key : `${path}.${key}`;
    if (key === "__proto__") throw playbookFault(here, "cannot be named so; choose another name");
    refuseUnkeepable(inner, here, [...around, value]);
  }
}

function parseYaml(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  try {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS({ maxAliasCount: maxAliases });
  } catch (cause) {
    throw new AttuneError("bad-request", `attune.yaml cannot be read: ${(cause as Error).message}`, { cause });
  }
}
