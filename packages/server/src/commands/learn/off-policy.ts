import { resolve } from "node:path";
import { estimatePolicy, type OffPolicyReport } from "@attune/learn/off-policy/estimate-policy";
import { type TargetPolicy, tablePolicy, uniformPolicy } from "@attune/learn/off-policy/logged-feedback";
import { rankingThompson } from "@attune/learn/off-policy/ranking-thompson";
import { createRng, type Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { openColumns } from "./open-columns.ts";
import { type ReadFeedback, readFeedback } from "./read-feedback.ts";

interface OffPolicyOptions {
  log: string;
  action: string;
  reward: string;
  propensity: string;
  position?: string;
  uniform?: true;
  targetColumn?: string;
  targetTable?: string;
  targetPriors?: string;
  draws: string;
  switch: string;
  seed: string;
  header: boolean;
  json?: true;
}

interface OffPolicyAnswer extends OffPolicyReport {
  schema: "attune.learn.off-policy/1";
  data: Record<string, unknown>;
}

/** `attune learn off-policy`: what another policy would have earned, from a log that kept its probabilities. */
export function learnOffPolicyCommand(environment: Environment): Command {
  const command = new Command("off-policy")
    .description("Estimate what a policy would have earned per choice, from choices that another one made and logged.")
    .requiredOption("--log <file>", "CSV or TSV, gzip or not: one line per choice")
    .requiredOption("--action <column>", "what was chosen")
    .requiredOption("--reward <column>", "what it earned")
    .requiredOption("--propensity <column>", "probability with which it was chosen, above 0")
    .option("--position <column>", "place in a list, where choices were made for several places")
    .option("--uniform", "judge the policy that chooses every action equally often")
    .option("--target-column <column>", "judge by this column: its probability of the action that was taken")
    .option(
      "--target-table <file>",
      "judge a table with the columns action, position (where there are places) and probability",
    )
    .option("--target-priors <file>", "judge Thompson sampling with the Beta priors of a table: action, alpha, beta")
    .option("--draws <count>", "draws behind the probabilities of --target-priors", "100000")
    .option("--switch <weight>", "largest weight that Switch-DR still trusts", "10")
    .option("--seed <number>", "of everything drawn", "1")
    .option("--no-header", "the first line is data; columns are numbers from 1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune learn off-policy --log choices.csv --action item --reward click --propensity probability --uniform\n",
    );
  return command.action(async () => {
    const options = command.opts<OffPolicyOptions>();
    const answer = await judge(options, environment);
    environment.stdout.write(`${options.json === true ? JSON.stringify(answer) : answerText(answer)}\n`);
  });
}

async function judge(options: OffPolicyOptions, environment: Environment): Promise<OffPolicyAnswer> {
  const { action, reward, propensity, position, header } = options;
  const path = (file: string) => resolve(environment.workingDirectory, file);
  const read = await readFeedback(path(options.log), {
    action,
    reward,
    propensity,
    position,
    target: options.targetColumn,
    header,
  });
  if (read.log.action.length === 0)
    throw new UsageError(`${options.log} holds no round with an action, a reward and a propensity in (0, 1]`);
  const rng = createRng(options.seed);
  const target = await chooseTarget(options, read, path, rng.fork("target"));
  const switchThreshold = positiveNumber(options.switch, "--switch");
  const report = estimatePolicy({ log: read.log, target, switchThreshold, rng: rng.fork("intervals") });
  const data = {
    rounds: read.log.action.length,
    actions: read.log.actionCount,
    positions: read.log.positionCount,
    leftOut: read.leftOut,
    switchThreshold,
    seed: options.seed,
  };
  return { schema: "attune.learn.off-policy/1", data, ...report };
}

async function chooseTarget(
  options: OffPolicyOptions,
  read: ReadFeedback,
  path: (file: string) => string,
  rng: Rng,
): Promise<TargetPolicy> {
  const { uniform, targetColumn, targetTable, targetPriors, position } = options;
  const named = [uniform, targetColumn, targetTable, targetPriors].filter((choice) => choice !== undefined).length;
  if (named !== 1)
    throw new UsageError("say what is judged by one of --uniform, --target-column, --target-table, --target-priors");
  const { log, actionIndex, positionIndex } = read;
  if (uniform === true) return uniformPolicy(log.actionCount);
  if (targetColumn !== undefined) return { kind: "logged-actions", probabilities: read.targetProbabilities! };
  if (targetTable !== undefined) {
    const columns = ["action", "probability", ...(position === undefined ? [] : ["position"])];
    const table = new Float64Array(log.actionCount * log.positionCount);
    for await (const [action = "", probability = "", place = ""] of openColumns(path(targetTable), {
      columns,
      header: true,
    })) {
      const cell =
        cellOf(targetTable, actionIndex, action) + log.actionCount * cellOf(targetTable, positionIndex, place);
      table[cell] = Number(probability);
    }
    return tablePolicy(log, table);
  }
  const alpha = new Array<number>(log.actionCount).fill(1);
  const beta = new Array<number>(log.actionCount).fill(1);
  for await (const [action = "", successes = "", failures = ""] of openColumns(path(targetPriors!), {
    columns: ["action", "alpha", "beta"],
    header: true,
  })) {
    const index = cellOf(targetPriors!, actionIndex, action);
    alpha[index] = positiveNumber(successes, `alpha of ${action}`);
    beta[index] = positiveNumber(failures, `beta of ${action}`);
  }
  return tablePolicy(
    log,
    rankingThompson(alpha, beta, log.positionCount, positiveNumber(options.draws, "--draws"), rng),
  );
}

function cellOf(file: string, index: ReadonlyMap<string, number>, name: string): number {
  const cell = index.get(name);
  if (cell === undefined) throw new UsageError(`${file} speaks of ${name}, which the log does not know`);
  return cell;
}

function positiveNumber(text: string, what: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`${what} ${text}: a number above 0`);
  return value;
}

function answerText({ rounds, logged, estimates, diagnostics }: OffPolicyAnswer): string {
  const line = (name: string, value: number, lower: number, upper: number) =>
    `${name.padEnd(12)}${value.toPrecision(4).padStart(10)}   [${lower.toPrecision(4)}, ${upper.toPrecision(4)}]`;
  return [
    `${rounds} rounds; mean weight ${diagnostics.meanWeight.toFixed(4)}, largest ${diagnostics.maxWeight.toFixed(2)}, worth ${Math.round(diagnostics.effectiveSampleSize)} rounds of the judged policy.`,
    ...diagnostics.warnings.map(({ reason }) => `warning: ${reason}`),
    "",
    line("logged", logged.value, logged.interval.lower, logged.interval.upper),
    ...Object.entries(estimates).map(([name, estimate]) =>
      isUndetermined(estimate)
        ? `${name.padEnd(12)}${estimate.undetermined.reason}`
        : line(name, estimate.value, estimate.interval.lower, estimate.interval.upper),
    ),
  ].join("\n");
}
