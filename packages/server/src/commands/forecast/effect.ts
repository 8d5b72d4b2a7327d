import type { LifetimeArmReport, LifetimeEffect } from "@attune/model/lifetime-effect";
import type { Effect } from "@attune/model/report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Command } from "commander";
import type { ConnectOptions } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import { askForJob } from "../ask-for-job.ts";
import { UsageError } from "../usage-error.ts";

interface EffectOptions extends ConnectOptions {
  tactic?: string;
  horizonDays?: number;
  margin?: number;
  json?: true;
}

/** `attune forecast effect`: what a tactic, or personalization as a whole, did to lifetime value. */
export function forecastEffectCommand(environment: Environment): Command {
  const within = (name: string, low: number, high: number) => (text: string) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= low && value <= high) return value;
    throw new UsageError(`${name} ${text}: a number from ${low} to ${high}`);
  };
  return new Command("effect")
    .description(
      "What a tactic, or personalization as a whole, did to lifetime value: treated against held out, paid so far plus predicted rest.",
    )
    .option("--tactic <id>", "of the playbook (default: everything against the global holdout)")
    .option(
      "--horizon-days <n>",
      "that the prediction counts (default: as scores, 365)",
      within("--horizon-days", 1, 3650),
    )
    .option("--margin <share>", "of revenue (default: as scores, 1)", within("--margin", 0.0001, 1))
    .option("--data-dir <dir>", "data directory", ".attune")
    .option("--url <url>", "a server elsewhere, instead of a data directory")
    .option("--key <key>", "its secret key (default: ATTUNE_SECRET_KEY)")
    .option("--config <file>", "attune.yaml, where no server runs (default: the one last served)")
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  $ attune forecast effect --data-dir ./data --tactic strip --margin 0.4\n")
    .action(async (options: EffectOptions) => {
      const { tactic, horizonDays, margin } = options;
      const body = Object.fromEntries(
        Object.entries({ tactic, horizonDays, margin }).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      );
      const effect = (await askForJob(environment, options, "/v1/forecast/lifetime-effects", body)) as unknown as
        | LifetimeEffect
        | Undetermined;
      if (isUndetermined(effect)) {
        process.exitCode = 1;
        environment.stderr.write(`undetermined: ${effect.undetermined.reason}\n`);
      }
      if (options.json === true) environment.stdout.write(`${JSON.stringify(effect)}\n`);
      else if (!isUndetermined(effect)) environment.stdout.write(`${effectText(effect)}\n`);
    });
}

function effectText(told: LifetimeEffect): string {
  const { treated, control, effect, observedEffect, lift, horizonDays, model, warnings } = told;
  const currency = told.currency ?? "";
  const percent = (share: number | null) => (share === null ? "unbounded" : `${(100 * share).toFixed(1)} %`);
  const amount = ({ estimate, interval: [low, high] }: Effect) =>
    `${estimate.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}) ${currency}`;
  return [
    `lifetime value per person: paid since the first opportunity, and ${horizonDays} days ahead by ${model}`,
    ...[treated, control].map(armText),
    isUndetermined(effect) ? `effect: ${effect.undetermined.reason}` : `effect ${amount(effect)}`,
    ...(isUndetermined(lift)
      ? []
      : [`lift ${percent(lift.estimate)} (${percent(lift.interval[0])} to ${percent(lift.interval[1])})`]),
    ...(isUndetermined(observedEffect) ? [] : [`of it seen already ${amount(observedEffect)}`]),
    ...warnings,
  ].join("\n");
}

function armText(arm: LifetimeArmReport | Undetermined): string {
  if (isUndetermined(arm)) return arm.undetermined.reason;
  const { people, customers, observedPerPerson, predictedPerPerson, perPerson } = arm;
  return `${arm.arm.padEnd(15)} ${people.toLocaleString("en")} people, ${customers.toLocaleString("en")} customers: ${observedPerPerson.toFixed(2)} paid + ${predictedPerPerson.toFixed(2)} predicted = ${perPerson.toFixed(2)}`;
}
