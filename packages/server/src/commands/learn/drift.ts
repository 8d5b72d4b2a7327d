import { resolve } from "node:path";
import { models } from "@attune/learn/recommend/models";
import { type DriftReport, judgeDrift } from "@attune/learn/registry/judge-drift";
import { createRng } from "@attune/math/rng";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { chooseModel } from "./choose-model.ts";
import { fromFileOrStore, needed, type StoreOptions } from "./from-file-or-store.ts";
import { share, wholeNumber } from "./option-values.ts";
import { readInteractions } from "./read-interactions.ts";

interface DriftOptions extends StoreOptions {
  interactions?: string;
  user?: string;
  item?: string;
  time?: string;
  weight?: string;
  model: string;
  days?: string;
  k: string;
  tolerance: string;
  seed: string;
  header: boolean;
  json?: true;
}

interface DriftDocument {
  schema: "attune.learn.drift/1";
  data: { interactions: number; people: number; items: number; model: string };
  drift: DriftReport | Undetermined;
}

const dayMs = 86_400_000;

/** `attune learn drift`: have the inputs moved, and does a model that was trained before the period still do what it did? */
export function learnDriftCommand(environment: Environment): Command {
  const command = new Command("drift")
    .description(
      "Compare the latest period with the one before it: have the inputs moved (PSI), and does a model trained before both still do as well?",
    )
    .option("--interactions <file>", "CSV or TSV, gzip or not: one line per interaction")
    .option("--user <column>", "who")
    .option("--item <column>", "what")
    .option("--time <column>", "when: seconds, milliseconds or ISO 8601")
    .option("--weight <column>", "how much it counts, above 0")
    .option("--model <name>", models.map(({ name }) => name).join(", "), "item-knn")
    .option("--days <days>", "length of the period (default: the latest fifth of the interactions)")
    .option("--k <length>", "of the lists that are judged", "10")
    .option("--tolerance <share>", "a fall of the quality that is borne", "0.1")
    .option("--seed <text>", "same seed, same answer", "1")
    .option("--no-header", "the first line is data; columns are numbers from 1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExit 0: no alarm; 1: the quality fell, inputs want a new training, or it cannot be told.\n\nExample:\n  $ attune learn drift --interactions views.csv --user visitor --item product --time at --days 28\n  $ attune learn drift --store --days 7 --json\n",
    );
  return fromFileOrStore<DriftOptions, DriftDocument>(command, environment, {
    fromFile: drift,
    text: reportText,
    isFailure: (report) => alarms(report.drift),
  });
}

async function drift(options: DriftOptions, environment: Environment): Promise<DriftDocument> {
  const file = resolve(environment.workingDirectory, needed(options.interactions, "--interactions"));
  const [profile, item, time] = [
    needed(options.user, "--user"),
    needed(options.item, "--item"),
    needed(options.time, "--time"),
  ];
  const { weight, header, days } = options;
  const model = chooseModel(options.model, models);
  const { interactions } = await readInteractions(file, null, { profile, item, time, weight, header });
  environment.stderr.write(`training ${model.name} and asking it about two periods\n`);
  const obstacle = model.obstacle(interactions);
  const request = {
    train: (learned: typeof interactions) => model.configurations[0]!.train(learned, createRng(options.seed)),
    recentMs: days === undefined ? null : wholeNumber(days, "--days", 100_000) * dayMs,
    cutOff: wholeNumber(options.k, "--k", 1_000),
    excludeSeen: true,
    tolerance: share(options.tolerance, "--tolerance"),
  };
  return {
    schema: "attune.learn.drift/1",
    data: {
      interactions: interactions.item.length,
      people: interactions.profileIds.length,
      items: interactions.itemIds.length,
      model: model.name,
    },
    drift: obstacle ?? judgeDrift(interactions, request),
  };
}

function alarms(drift: DriftReport | Undetermined): boolean {
  if (isUndetermined(drift) || isUndetermined(drift.quality)) return true;
  return drift.quality.fell || drift.inputs.some(({ verdict }) => verdict === "train-again");
}

function reportText({ data, drift: found }: DriftDocument): string {
  const about = `${data.interactions} interactions of ${data.people} people with ${data.items} items.`;
  if (isUndetermined(found)) return `${about}\n${found.undetermined.reason}`;
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const { quality } = found;
  return [
    about,
    `${day(found.recentFromAt)} to ${day(found.recentUntilAt)}, against ${day(found.trainedUntilAt)} to ${day(found.recentFromAt)}:`,
    ...found.inputs.map(({ input, psi, verdict }) =>
      isUndetermined(psi)
        ? `  ${input.padEnd(18)}${psi.undetermined.reason}`
        : `  ${input.padEnd(18)}PSI ${psi.toFixed(3)}  ${verdict}`,
    ),
    isUndetermined(quality)
      ? `  quality           ${quality.undetermined.reason}`
      : `  ${data.model.padEnd(18)}${found.judgedBy} ${quality.expected.toFixed(4)} then, ${quality.observed.toFixed(4)} now (z ${quality.z.toFixed(1)}): ${quality.fell ? "it fell; train again or roll back" : "no fall beyond doubt"}`,
  ].join("\n");
}
