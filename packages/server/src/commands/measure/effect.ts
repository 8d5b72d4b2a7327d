import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createRng } from "@attune/math/rng";
import { effectStudyHtml } from "@attune/measure/observational/effect-study-html";
import { type EffectStudyRequest, runEffectStudy } from "@attune/measure/observational/run-effect-study";
import { type EffectStudy, studyDesigns } from "@attune/model/effect-study";
import type { Json } from "@attune/model/json";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Command, Option } from "commander";
import type { ConnectOptions } from "../../client/connect.ts";
import type { Environment } from "../../environment.ts";
import type { TacticStudyChoices } from "../../study/tactic-study.ts";
import { askForJob } from "../ask-for-job.ts";
import { UsageError } from "../usage-error.ts";
import { effectStudyText } from "./effect-study-text.ts";
import { readTableColumns } from "./read-table-columns.ts";

type Choices = Omit<EffectStudyRequest, "treatedUnits" | "isRandomized" | "replacement">;

interface EffectOptions extends Choices, Omit<TacticStudyChoices, "tacticId" | "outcome" | "seed">, ConnectOptions {
  data?: string[];
  tactic?: string;
  treatedUnit?: string[];
  randomized?: true;
  /** False with --no-replacement. */
  replacement: boolean;
  seed: string;
  html?: string;
  json?: true;
}

/**
 * `attune measure effect`: an effect nobody randomized, with its assumptions, attacks and grade. From CSV files it needs no engine; of a
 * tactic it asks one.
 */
export function measureEffectCommand(environment: Environment): Command {
  return new Command("effect")
    .description("Estimates an effect without an experiment, states what it assumes, attacks it and grades it.")
    .addOption(
      new Option("--design <design>", "how the effect is identified").choices([...studyDesigns]).makeOptionMandatory(),
    )
    .option("--data <file...>", "CSV file, gzip or not; several with the same columns are joined")
    .option("--tactic <id>", "instead of a file: a tactic that was rolled out, from the store")
    .option("--outcome <column>", "what the effect is on; of a tactic revenue, orders or conversion")
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
    .option("--running <column>", "whose cutoff decided who was treated (discontinuity)")
    .option("--cutoff <value>", "treated from this value on (discontinuity)", number)
    .option(
      "--bandwidth <distance>",
      "how far from the cutoff rows count (discontinuity; default: the best by error)",
      positive,
    )
    .addOption(
      new Option("--comparison <group>", "of a tactic: against whom (weighting, matching)").choices([
        "holdout",
        "unexposed",
      ]),
    )
    .option("--window-days <days>", "of a tactic: how long outcomes count (default: as in the playbook)", positive)
    .option("--lookback-days <days>", "of a tactic: how far back what was known before may lie (default 90)", positive)
    .option(
      "--grace-minutes <minutes>",
      "of a tactic: exposed this soon after coming is exposed (default 60)",
      positive,
    )
    .addOption(
      new Option(
        "--group-by <word>",
        "of a tactic: what was rolled out at its own time (did, synthetic-control)",
      ).choices(["device", "channel", "source", "segment"]),
    )
    .option(
      "--rolled-out <group=date...>",
      "of a tactic: when each group was, or never, such as phone=2026-06-15 desktop=never (did; default: found from the exposures)",
    )
    .option("--period-days <days>", "of a tactic: length of a period (default: did 7, else 1)", positive)
    .option("--data-dir <dir>", "data directory (tactic)", ".attune")
    .option("--url <url>", "a server elsewhere, instead of a data directory (tactic)")
    .option("--key <key>", "its secret key (default: ATTUNE_SECRET_KEY)")
    .option("--config <file>", "attune.yaml, where no server runs (default: the one last served)")
    .option("--seed <text>", "for folds and placebos: same seed, same answer", "1")
    .option("--html <file>", "write the report as one HTML page")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune measure effect --design did --data sales.csv --outcome revenue --unit store --time week --first-treated rollout_week\n  $ attune measure effect --design weighting --tactic sale-countdown --outcome conversion\n",
    )
    .action(async (options: EffectOptions) => {
      const { data, tactic, html, json } = options;
      if ((data === undefined) === (tactic === undefined)) throw new UsageError("name either --data or --tactic");
      if (data !== undefined && options.outcome === undefined) throw new UsageError("a file needs --outcome");
      const study =
        data === undefined
          ? ((await askForJob(environment, options, "/v1/measure/effects", tacticBody(options))) as unknown as
              | EffectStudy
              | Undetermined)
          : await studyOfFiles(environment, data, options);
      if (isUndetermined(study)) {
        process.exitCode = 1;
        const { reason } = study.undetermined;
        environment.stdout.write(json === true ? `${JSON.stringify({ design: options.design, ...study })}\n` : "");
        environment.stderr.write(`undetermined: ${reason}\n`);
        return;
      }
      if (html !== undefined) await writeFile(resolve(environment.workingDirectory, html), effectStudyHtml(study));
      environment.stdout.write(`${json === true ? JSON.stringify(study) : effectStudyText(study)}\n`);
    });
}

async function studyOfFiles(environment: Environment, data: readonly string[], options: EffectOptions) {
  const table = await readTableColumns(data.map((path) => resolve(environment.workingDirectory, path)));
  return runEffectStudy(table, requestOf(options), createRng(options.seed));
}

function requestOf(options: EffectOptions): EffectStudyRequest {
  const { treatedUnit, randomized } = options;
  return {
    ...options,
    ...(treatedUnit === undefined ? {} : { treatedUnits: treatedUnit }),
    isRandomized: randomized === true,
  };
}

/** Of a tactic the columns come from the store: only choices are sent. */
const tacticOptions = [
  "design",
  "outcome",
  "estimand",
  "trim",
  "metric",
  "caliper",
  "matches",
  "replacement",
  "exact",
  "control",
  "comparison",
  "windowDays",
  "lookbackDays",
  "graceMinutes",
  "groupBy",
  "rolledOut",
  "periodDays",
  "seed",
] as const;

function tacticBody(options: EffectOptions): { [key: string]: Json } {
  const body: { [key: string]: Json } = { tacticId: options.tactic ?? "" };
  for (const name of tacticOptions) {
    const value = options[name];
    if (value !== undefined) body[name] = value as Json;
  }
  if (options.treatedUnit !== undefined) body.treatedUnits = options.treatedUnit;
  return body;
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

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new UsageError(`${text} is not a number`);
  return value;
}
