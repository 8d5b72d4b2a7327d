import { CommanderError } from "commander";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { learnAttributionCommand } from "./attribution.ts";
import { learnDriftCommand } from "./drift.ts";
import { learnEvaluateCommand } from "./evaluate.ts";
import { learnFairnessCommand } from "./fairness.ts";
import { learnFallbackCommand } from "./fallback.ts";
import { learnLookalikeCommand } from "./lookalike.ts";
import { learnOffPolicyCommand } from "./off-policy.ts";
import { learnPredictCommand } from "./predict.ts";
import { learnRecommendCommand } from "./recommend.ts";

/** The entry of `runLearn`: the learning commands alone, so that a job starts in a moment. Exits like the whole program. */
const environment: Environment = {
  writeKey: undefined,
  secretKey: undefined,
  logLevel: "silent",
  workingDirectory: process.cwd(),
  projectDirectory: new URL("../../../../..", import.meta.url),
  stdout: process.stdout,
  stderr: process.stderr,
};
const [name, ...words] = process.argv.slice(2);
const command = [
  learnEvaluateCommand,
  learnRecommendCommand,
  learnOffPolicyCommand,
  learnAttributionCommand,
  learnPredictCommand,
  learnLookalikeCommand,
  learnFairnessCommand,
  learnFallbackCommand,
  learnDriftCommand,
]
  .map((create) => create(environment))
  .find((candidate) => candidate.name() === name)!;

try {
  await command.exitOverride().parseAsync(words, { from: "user" });
} catch (error) {
  // Commander has already said what it has to say.
  if (!(error instanceof CommanderError)) process.stderr.write(`attune: ${(error as Error).message}\n`);
  process.exitCode = error instanceof CommanderError || error instanceof UsageError ? 2 : 1;
}
