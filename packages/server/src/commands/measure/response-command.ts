import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import { Command, Option } from "commander";
import type { ConnectOptions } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import type { ResponseChoices } from "../../study/tactic-study.ts";
import { askForJob } from "../ask-for-job.ts";
import { UsageError } from "../usage-error.ts";

interface ResponseOptions extends Omit<ResponseChoices, "tacticId">, ConnectOptions {
  tactic: string;
  json?: true;
}

interface Definition {
  name: string;
  description: string;
  /** What the tactic must be like. */
  tactic: string;
  path: string;
  example: string;
  print: (answer: Json) => string;
}

const sent = ["outcome", "windowDays", "lookbackDays", "responseHours", "signal", "soldOut", "comparison"] as const;

/** A command that asks how a tactic's effect hangs on something, from the store: long work, followed to its end. */
export function responseCommand(environment: Environment, definition: Definition): Command {
  return new Command(definition.name)
    .description(definition.description)
    .requiredOption("--tactic <id>", definition.tactic)
    .addOption(
      new Option("--outcome <outcome>", "what counts").choices(["revenue", "orders", "conversion"]).default("revenue"),
    )
    .option(
      "--window-days <days>",
      "how long outcomes count from the first touch (default: as in the playbook)",
      positive,
    )
    .option("--response-hours <hours>", "how long a response to one touch counts (default 24)", positive)
    .option("--lookback-days <days>", "how far back what was known before may lie (default 90)", positive)
    .option("--data-dir <dir>", "data directory", ".attune")
    .option("--url <url>", "a server elsewhere, instead of a data directory")
    .option("--key <key>", "its secret key (default: ATTUNE_SECRET_KEY)")
    .option("--config <file>", "attune.yaml, where no server runs (default: the one last served)")
    .option("--json", "print one JSON document")
    .addHelpText("after", `\nExample:\n  $ attune ${definition.example}\n`)
    .action(async (options: ResponseOptions) => {
      const given = sent.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]] as const]));
      const body = { tacticId: options.tactic, ...Object.fromEntries(given) };
      const answer = await askForJob(environment, options, definition.path, body);
      if (isUndetermined(answer)) {
        process.exitCode = 1;
        if (options.json === true) environment.stdout.write(`${JSON.stringify(answer)}\n`);
        environment.stderr.write(`undetermined: ${answer.undetermined.reason}\n`);
        return;
      }
      environment.stdout.write(`${options.json === true ? JSON.stringify(answer) : definition.print(answer)}\n`);
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`${text} is not a number above 0`);
  return value;
}
