import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createRng } from "@attune/math/rng";
import { effectStudyHtml } from "@attune/measure/observational/effect-study-html";
import { type EffectStudyRequest, runEffectStudy } from "@attune/measure/observational/run-effect-study";
import { isUndetermined } from "@attune/model/undetermined";
import { Command, Option } from "commander";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { effectStudyText } from "./effect-study-text.ts";
import { readTableColumns } from "./read-table-columns.ts";

interface EffectOptions extends Omit<EffectStudyRequest, "treatedUnits" | "isRandomized" | "replacement"> {
  data: string[];
  treatedUnit?: string[];
  randomized?: true;
  /** False with --no-replacement. */
  replacement: boolean;
  seed: string;
  html?: string;
  json?: true;
}

/** `attune measure effect`: an effect nobody randomized, from a CSV file, with its assumptions, attacks and grade. It needs no engine. */
export function measureEffectCommand(environment: Environment): Command {
  return new Command("effect")
    .description("Estimates an effect without an experiment, states what it assumes, attacks it and grades it.")
    .addOption(
      new Option("--design <design>", "how the effect is identified")
        .choices(["weighting", "matching", "did", "iv", "synthetic-control", "interrupted"])
        .makeOptionMandatory(),
    )
    .requiredOption("--data <file...>", "CSV file, gzip or not; several with the same columns are joined")
    .requiredOption("--outcome <column>", "what the effect is on")
    .option("--treatment <column>", "1 for the treated, 0 for others (weighting, matching); any number (iv)")
    .option("--covariates <columns>", "known before the treatment, such as age,region,orders_before", list)
    .addOption(new Option("--estimand <estimand>", "whose effect").choices(["ate", "att", "overlap"]))
    .option("--trim <share>", "leave out propensities below this and above 1 less this", share)
    .option("--randomized", "chance assigned the treatment: the study can reach grade A")
    .option("--negative-controls <columns>", "outcomes that the treatment cannot have moved", list)
    .addOption(new Option("--metric <metric>", "distance for matching").choices(["mahalanobis", "propensity"]))
    .option("--caliper <distance>", "largest distance of a match, in standard deviations", positive)
    .option("--matches <n>", "matches per row", positive)
    .option("--no-replacement", "use nobody as a match twice")
    .option("--exact <columns>", "equal within a match", list)
    .option("--unit <column>", "who is seen over time (did, synthetic-control)")
    .option("--time <column>", "a number or a date (did, synthetic-control, interrupted)")
    .option("--treated <column>", "1 in the treated group, with --post (did)")
    .option("--post <column>", "1 after the start (did)")
    .option("--first-treated <column>", "first treated time of the unit; empty or 0: never (did)")
    .addOption(new Option("--control <group>", "who serves as control (did)").choices(["never", "not-yet"]))
    .option("--cluster <column>", "who depends on each other (did)")
    .option("--instruments <columns>", "what moved the treatment by chance (iv)", list)
    .option("--controls <columns>", "adjusted for (iv); series that the treatment cannot reach (interrupted)", list)
    .option("--treated-unit <name...>", "the unit that was treated (synthetic-control)")
    .option("--treated-from <time>", "first treated time (synthetic-control, interrupted)")
    .option("--seed <text>", "for folds and placebos: same seed, same answer", "1")
    .option("--html <file>", "write the report as one HTML page")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune measure effect --design did --data sales.csv --outcome revenue --unit store --time week --first-treated rollout_week\n",
    )
    .action(async (options: EffectOptions) => {
      const { data, treatedUnit, randomized, seed, html, json, ...request } = options;
      const table = await readTableColumns(data.map((path) => resolve(environment.workingDirectory, path)));
      const study = runEffectStudy(
        table,
        {
          ...request,
          ...(treatedUnit === undefined ? {} : { treatedUnits: treatedUnit }),
          isRandomized: randomized === true,
        },
        createRng(seed),
      );
      if (isUndetermined(study)) {
        process.exitCode = 1;
        const { reason } = study.undetermined;
        environment.stdout.write(json === true ? `${JSON.stringify({ design: request.design, ...study })}\n` : "");
        environment.stderr.write(`undetermined: ${reason}\n`);
        return;
      }
      if (html !== undefined) await writeFile(resolve(environment.workingDirectory, html), effectStudyHtml(study));
      environment.stdout.write(`${json === true ? JSON.stringify(study) : effectStudyText(study)}\n`);
    });
}

function list(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value < 0.5)) throw new UsageError(`${text} is not a share between 0 and 0.5`);
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new UsageError(`${text} is not a number above 0`);
  return value;
}
