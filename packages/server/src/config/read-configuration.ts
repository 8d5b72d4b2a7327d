import type { Business } from "@attune/model/business";
import { AttuneError } from "@attune/model/errors";
import { type PlaybookFile, playbookFileSchema } from "@attune/model/playbook-file";
import type { Playbook } from "@attune/model/tactic";
import { Compile } from "typebox/compile";
import { findProblem } from "../schema/find-problem.ts";
import { parsePlaybook } from "./parse-playbook.ts";
import { readBusiness } from "./read-business.ts";
import { problemOfJourneys } from "./read-journeys-problem.ts";
import { problemOfMessages } from "./read-messages-problem.ts";
import { readPlaybook } from "./read-playbook.ts";
import { refuseNames } from "./refuse-names.ts";

export interface Configuration {
  business: Business;
  playbook: Playbook;
}

const validator = Compile(playbookFileSchema);

/** What an attune.yaml declares, with all defaults filled in. Throws `bad-request` with the path of the field at fault. */
export function readConfiguration(text: string): Configuration {
  try {
    const file = parseFile(text);
    refuseNames(file);
    return { business: readBusiness(file.business ?? {}), playbook: readPlaybook(file) };
  } catch (error) {
    throw readable(error);
  }
}

const longestMessage = 1_200;
const keptAtEnd = 300;

/** A message quotes what it is about, however long that is: its middle goes. */
function readable(error: unknown): unknown {
  if (!(error instanceof AttuneError) || error.message.length <= longestMessage) return error;
  const { code, message, path, cause } = error;
  const told = `${message.slice(0, longestMessage - keptAtEnd)} … ${message.slice(-keptAtEnd)}`;
  return new AttuneError(code, told, { cause, ...(path === undefined ? {} : { path }) });
}

function parseFile(text: string): PlaybookFile {
  const value = parsePlaybook(text);
  if (validator.Check(value)) return value;
  const { messages, journeys } = value as { messages?: unknown; journeys?: unknown };
  // Of what may be written in several forms the schema alone does not tell which one was meant.
  const problem =
    problemOfMessages(messages) ??
    problemOfJourneys(journeys) ??
    findProblem(playbookFileSchema, value, validator.Errors(value));
  const sentence = /[.?]$/.test(problem.message) ? problem.message : `${problem.message}.`;
  throw new AttuneError("bad-request", `attune.yaml: ${problem.path || "the file"} ${sentence}`, {
    path: problem.path,
  });
}
