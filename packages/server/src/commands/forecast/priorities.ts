import { prioritize } from "@attune/forecast/scenario/prioritize";
import type { PrioritiesReport, PriorityItem } from "@attune/model/priorities-report";
import { isUndetermined } from "@attune/model/undetermined";
import { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { loadScenario } from "./load-scenario.ts";
import { drawCount, wholeNumber } from "./scenario-options.ts";

interface PrioritiesOptions {
  budget?: number;
  draws: number;
  seed: number;
  json?: true;
}

/** `attune forecast priorities`: what to do first. It needs no engine. */
export function forecastPrioritiesCommand(environment: Environment): Command {
  return new Command("priorities")
    .description(
      "Ranks tactics, gaps and tests of a scenario file by expected margin per cost, with what knowing more is worth.",
    )
    .argument("<file>", "scenario file (YAML)")
    .option("--budget <amount>", "what may be spent, in the file's currency (default: the file's own)", amount)
    .option("--draws <n>", "Monte-Carlo draws", drawCount, 20_000)
    .option("--seed <n>", "same seed, same ranking", wholeNumber, 1)
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  $ attune forecast priorities examples/scenarios/shop.yaml --budget 50000\n")
    .action(async (file: string, { budget, draws, seed, json }: PrioritiesOptions) => {
      const program = await loadScenario(file, environment);
      const report = prioritize(program, { draws, seed, budget: budget ?? null });
      environment.stdout.write(`${json === true ? JSON.stringify(report) : prioritiesText(report)}\n`);
    });
}

function amount(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`${text} is not an amount above 0`);
  return value;
}

function prioritiesText({ name, currency, items, chosen, budget, notes }: PrioritiesReport): string {
  const cash = (value: number) => `${Math.round(value).toLocaleString("en")} ${currency ?? ""}`.trim();
  return [
    name,
    ...items.flatMap((item) => [
      "",
      `${item.rank}. ${item.name} (${item.kind})${item.chosen === true ? ", within the budget" : ""}`,
      ...lines(item, cash),
    ]),
    ...(chosen === null
      ? []
      : [
          "",
          `A budget of ${cash(budget ?? 0)} buys ${chosen.ids.join(", ") || "nothing that is worth it"}: ${cash(chosen.cost)} for an expected ${cash(chosen.expectedValue)} above cost.`,
        ]),
    "",
    ...notes.map((note) => `! ${note}`),
  ].join("\n");
}

function lines({ perCost, perfectInformation, why }: PriorityItem, cash: (value: number) => string): string[] {
  return [
    `   ${isUndetermined(perCost) ? perCost.undetermined.reason : `${perCost.toFixed(2)} for each 1 of cost`}`,
    `   ${why}`,
    ...(perfectInformation === undefined || perfectInformation <= 0
      ? []
      : [`   Knowing all about it before deciding would be worth ${cash(perfectInformation)}.`]),
  ];
}
