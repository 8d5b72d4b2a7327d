import { maxParsedLevels } from "@attune/engine/collect/nests-deeper-than";
import { AttuneError } from "@attune/model/errors";
import { type ScenarioFile, scenarioFileSchema } from "@attune/model/scenario-file";
import { Compile } from "typebox/compile";
import { parseDocument } from "yaml";
import { findProblem } from "../schema/find-problem.ts";
import { lineNestedDeeperThan } from "./line-nested-deeper-than.ts";

const maxBytes = 2 * 1024 * 1024;
const maxAliases = 100;

const validator = Compile(scenarioFileSchema);

/** What a scenario file says. Throws `bad-request` with the path of the field at fault. */
export function readScenarioFile(text: string): ScenarioFile {
  if (Buffer.byteLength(text) > maxBytes)
    throw new AttuneError("bad-request", `The scenario file is larger than ${maxBytes} bytes.`);
  if (lineNestedDeeperThan(text, maxParsedLevels) !== null)
    throw new AttuneError("bad-request", `The scenario file nests deeper than ${maxParsedLevels} levels.`);
  const document = parseDocument(text, { prettyErrors: true });
  try {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return checkScenarioFile(document.toJS({ maxAliasCount: maxAliases }));
  } catch (cause) {
    if ((cause as { code?: unknown }).code === "bad-request") throw cause;
    throw new AttuneError("bad-request", `The scenario file cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** The same for a file that came as JSON. */
export function checkScenarioFile(value: unknown): ScenarioFile {
  if (validator.Check(value)) return value;
  const problem = findProblem(scenarioFileSchema, value, validator.Errors(value));
  const message =
    problem.message === "must be of another form"
      ? "must be a number, or say how sure one is of it, such as {value: 0.05, low: 0.02, high: 0.08}"
      : problem.message;
  throw new AttuneError("bad-request", `scenario file: ${problem.path || "the file"} ${message.replace(/\?$/, "")}.`, {
    path: problem.path,
  });
}
