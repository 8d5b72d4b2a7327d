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
  const file = parseFile(text);
  refuseNames(file);
  return { business: readBusiness(file.business ?? {}), playbook: readPlaybook(file) };
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
  throw new AttuneError("bad-request", `attune.yaml: ${problem.path || "the file"} ${problem.message}.`, {
    path: problem.path,
  });
}
