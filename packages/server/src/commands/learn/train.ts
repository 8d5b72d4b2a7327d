import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Command } from "commander";
import type { ConnectOptions } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import type { TrainingReport } from "../../jobs/train-recommenders.ts";
import { askForJob } from "../ask-for-job.ts";
import { UsageError } from "../usage-error.ts";

interface TrainOptions extends ConnectOptions {
  everyHours?: number;
  despite?: string;
  json?: true;
}

/** `attune learn train`: models behind lists, from the store. */
export function learnTrainCommand(environment: Environment): Command {
  return new Command("train")
    .description(
      "Train the models behind lists from what people did. The recipe is chosen by your own past; the new model serves at once where it is no worse than the present one.",
    )
    .option("--every-hours <n>", "between trainings while a server runs; 0: none (default: 24). Kept.", (text) => {
      const value = Number(text);
      if (text.trim() !== "" && value >= 0 && value <= 8_760) return value;
      throw new UsageError(`--every-hours ${text}: a number from 0 to 8760`);
    })
    .option(
      "--despite <reason>",
      "serve it below 10,000 visitors a month or 50 items, and why. Kept; empty: taken back.",
    )
    .option("--data-dir <dir>", "data directory", ".attune")
    .option("--url <url>", "a server elsewhere, instead of a data directory")
    .option("--key <key>", "its secret key (default: ATTUNE_SECRET_KEY)")
    .option("--config <file>", "attune.yaml, where no server runs (default: the one last served)")
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  $ attune learn train --data-dir ./data\n")
    .action(async (options: TrainOptions) => {
      const { everyHours, despite } = options;
      const body = {
        ...(everyHours === undefined ? {} : { everyHours }),
        ...(despite === undefined ? {} : { despite }),
      };
      const report = (await askForJob(environment, options, "/v1/learn/train", body)) as unknown as
        | TrainingReport
        | Undetermined;
      if (isUndetermined(report)) {
        process.exitCode = 1;
        environment.stderr.write(`undetermined: ${report.undetermined.reason}\n`);
      }
      if (options.json === true) environment.stdout.write(`${JSON.stringify(report)}\n`);
      else if (!isUndetermined(report)) environment.stdout.write(`${trainingText(report)}\n`);
    });
}

function trainingText(report: TrainingReport): string {
  const { modelId, chosen, metrics, protocol, cases, data, inService, reasons, gate, seconds } = report;
  const count = (n: number) => n.toLocaleString("en");
  const { difference, interval } = gate.comparison;
  return [
    `${modelId}: ${chosen.personal} for people, ${chosen.session} for short visits; ${count(data.interactions)} touches of ${count(data.items)} items by ${count(data.profiles)} people, ${seconds} s`,
    `${Object.entries(metrics)
      .map(([name, value]) => `${name} ${value.toFixed(4)}`)
      .join(", ")} on ${count(cases)} questions (${protocol})`,
    `${gate.challenger} less ${gate.champion}, ${gate.judgedBy}: ${difference.toFixed(4)} [${interval.lower.toFixed(4)}, ${interval.upper.toFixed(4)}]`,
    inService ? "in service:" : "not in service:",
    ...reasons.map((reason) => `  ${reason}`),
  ].join("\n");
}
