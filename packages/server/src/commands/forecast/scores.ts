import type { ScoreRefresh } from "@attune/model/score";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Command, Option } from "commander";
import type { ConnectOptions } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import { askForJob } from "../ask-for-job.ts";
import { UsageError } from "../usage-error.ts";

interface ScoresOptions extends ConnectOptions {
  model?: string;
  horizonDays?: number;
  discountRate?: number;
  margin?: number;
  everyHours?: number;
  json?: true;
}

/** `attune forecast scores`: what each customer is expected to do, written to the profiles. */
export function forecastScoresCommand(environment: Environment): Command {
  const within = (name: string, low: number, high: number) => (text: string) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= low && value <= high) return value;
    throw new UsageError(`${name} ${text}: a number from ${low} to ${high}`);
  };
  return new Command("scores")
    .description(
      "Score all customers and write it to their profiles: probability alive, next order, future orders and value. Options hold for scheduled refreshes, too.",
    )
    .addOption(
      new Option("--model <model>", "of purchases (default: mbg-nbd)").choices([
        "auto",
        "bg-nbd",
        "mbg-nbd",
        "pareto-nbd",
      ]),
    )
    .option("--horizon-days <n>", "that orders and value count (default: 365)", within("--horizon-days", 1, 3650))
    .option("--discount-rate <share>", "a year (default: 0.1)", within("--discount-rate", 0, 10))
    .option("--margin <share>", "of revenue (default: 1, value is revenue)", within("--margin", 0.0001, 1))
    .option(
      "--every-hours <n>",
      "between refreshes while a server runs; 0: none (default: 24)",
      within("--every-hours", 0, 8760),
    )
    .option("--data-dir <dir>", "data directory", ".attune")
    .option("--url <url>", "a server elsewhere, instead of a data directory")
    .option("--key <key>", "its secret key (default: ATTUNE_SECRET_KEY)")
    .option("--config <file>", "attune.yaml, where no server runs (default: the one last served)")
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  $ attune forecast scores --data-dir ./data --margin 0.4 --horizon-days 365\n")
    .action(async (options: ScoresOptions) => {
      const { model, horizonDays, discountRate, margin, everyHours } = options;
      const chosen = Object.entries({ model, horizonDays, discountRate, margin, everyHours });
      const body = Object.fromEntries(chosen.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
      const refresh = (await askForJob(environment, options, "/v1/forecast/scores", body)) as unknown as
        | ScoreRefresh
        | Undetermined;
      if (isUndetermined(refresh)) {
        process.exitCode = 1;
        environment.stderr.write(`undetermined: ${refresh.undetermined.reason}\n`);
      }
      if (options.json === true) environment.stdout.write(`${JSON.stringify(refresh)}\n`);
      else if (!isUndetermined(refresh)) environment.stdout.write(`${scoresText(refresh)}\n`);
    });
}

function scoresText({ people, withValue, modelVersion, forgotten, choices, warnings }: ScoreRefresh): string {
  const { horizonDays, everyHours } = choices;
  return [
    `${people.toLocaleString("en")} people scored by ${modelVersion}, ${withValue.toLocaleString("en")} of them with a value over ${horizonDays} days`,
    ...(forgotten === 0 ? [] : [`${forgotten.toLocaleString("en")} older scores dropped`]),
    everyHours === 0 ? "no refresh is scheduled" : `refreshed every ${everyHours} hours while a server runs`,
    ...warnings,
  ].join("\n");
}
