import { resolve } from "node:path";
import { type SignalArm, signalArms } from "@attune/learn/attribution/signal-arms";
import {
  attributeSignals,
  type OutcomeAttribution,
  type Signal,
  type SignalOutcome,
} from "@attune/learn/attribution/signal-attribution";
import { createRng } from "@attune/math/rng";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Command } from "commander";
import { createProgressBar } from "../../client/progress-bar.ts";
import type { Environment } from "../../environment.ts";
import { readTableColumns } from "../measure/read-table-columns.ts";
import { UsageError } from "../usage-error.ts";

interface AttributionOptions {
  data: string[];
  signals: string[];
  person?: string;
  click?: string;
  conversion?: string;
  value?: string;
  share: number;
  seed: string;
  json?: true;
}

interface AttributionReport {
  schema: "attune.learn.attribution/1";
  data: { rows: number; people: number; signals: string[]; share: number; seed: string };
  outcomes: OutcomeAttribution[] | Undetermined;
  /** An experiment that proves it: all signals against each one left out. */
  arms: SignalArm[];
}

/** `attune learn attribution`: what each signal adds to clicks, conversions and cart value, and the arms that test it. */
export function learnAttributionCommand(environment: Environment): Command {
  const command = new Command("attribution")
    .description("Tell what each signal adds to clicks, conversions and cart value, from a log of what was shown.")
    .requiredOption("--data <file...>", "CSV file, gzip or not: one line per thing shown")
    .requiredOption(
      "--signals <columns>",
      "what the choice could go by, such as affinity,recency,price; words are categories",
      list,
    )
    .option("--person <column>", "whom it was shown; without it every line is a person of its own")
    .option("--click <column>", "0 or 1")
    .option("--conversion <column>", "0 or 1")
    .option("--value <column>", "the cart's value that came of it")
    .option("--share <share>", "share of the lines that a choice would take", shareOf, 0.2)
    .option("--seed <text>", "same seed, same answer", "1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune learn attribution --data shown.csv --signals affinity,recency,price --person visitor --click clicked --value cart\n",
    );
  return command.action(async () => {
    const options = command.opts<AttributionOptions>();
    const report = await attribute(options, environment);
    environment.stdout.write(`${options.json === true ? JSON.stringify(report) : reportText(report)}\n`);
    if (isUndetermined(report.outcomes)) process.exitCode = 1;
  });
}

async function attribute(options: AttributionOptions, environment: Environment): Promise<AttributionReport> {
  const table = await readTableColumns(options.data.map((path) => resolve(environment.workingDirectory, path)));
  const column = (name: string) => {
    const found = table.get(name);
    if (found !== undefined) return found;
    throw new UsageError(`there is no column ${name}; the table has ${[...table.keys()].join(", ")}`);
  };
  const named = [
    ["click", options.click, "logistic"],
    ["conversion", options.conversion, "logistic"],
    ["value", options.value, "squared"],
  ] as const;
  const outcomes = named.flatMap(([name, source, loss]): SignalOutcome[] =>
    source === undefined ? [] : [{ name, loss, values: outcomeOf(source, column(source), loss === "logistic") }],
  );
  if (outcomes.length === 0) throw new UsageError("say what came of it: --click, --conversion or --value");
  const signals = options.signals.map((name) => signalOf(name, column(name)));
  const rows = outcomes[0]!.values.length;
  const people = options.person === undefined ? null : column(options.person);
  const person = personNumbers(people ?? Array.from({ length: rows }, (_, row) => String(row)));
  const bar = createProgressBar(environment.stderr, { unit: "trainings", clock: Date.now });
  const answer = attributeSignals({
    signals,
    outcomes,
    person,
    chosenShare: options.share,
    rng: createRng(options.seed),
    onProgress: (done, total) => bar.update(done, total),
  });
  bar.end();
  return {
    schema: "attune.learn.attribution/1",
    data: {
      rows,
      people: new Set(person).size,
      signals: options.signals,
      share: options.share,
      seed: options.seed,
    },
    outcomes: answer,
    arms: signalArms(options.signals, options.signals),
  };
}

/** Numbers as they are (empty is missing); words as categories. */
function signalOf(name: string, cells: readonly string[]): Signal {
  const isMissing = (cell: string) => cell.trim() === "" || cell === "NA";
  if (cells.every((cell) => isMissing(cell) || Number.isFinite(Number(cell)))) {
    const values = Float64Array.from(cells, (cell) => (isMissing(cell) ? Number.NaN : Number(cell)));
    return { name, columns: [{ values }] };
  }
  const codes = new Map([...new Set(cells)].sort().map((word, code) => [word, code]));
  const values = Float64Array.from(cells, (cell) => (isMissing(cell) ? Number.NaN : codes.get(cell)!));
  return { name, columns: [{ values, isCategorical: true }] };
}

function outcomeOf(name: string, cells: readonly string[], isBinary: boolean): Float64Array {
  const values = Float64Array.from(cells, (cell) => (cell.trim() === "" ? 0 : Number(cell)));
  const bad = values.findIndex((value) => !Number.isFinite(value) || (isBinary && value !== 0 && value !== 1));
  if (bad === -1) return values;
  throw new UsageError(`row ${bad + 1} of ${name} is “${cells[bad]}”, not ${isBinary ? "0 or 1" : "a number"}`);
}

function personNumbers(ids: readonly string[]): Uint32Array {
  const numbers = new Map<string, number>();
  return Uint32Array.from(ids, (id) => {
    const known = numbers.get(id) ?? numbers.size;
    numbers.set(id, known);
    return known;
  });
}

function reportText({ data, outcomes, arms }: AttributionReport): string {
  if (isUndetermined(outcomes)) return outcomes.undetermined.reason;
  const number = (value: number) => value.toPrecision(3);
  const ends = ({ lower, upper }: { lower: number; upper: number }) => `${number(lower)} to ${number(upper)}`;
  const width = Math.max(...data.signals.map((name) => name.length)) + 2;
  return [
    `${data.rows} lines of ${data.people} people; the best ${Math.round(100 * data.share)} % are chosen.`,
    ...outcomes.flatMap(({ outcome, byChance, byAllSignals, signals }) => [
      "",
      `${outcome} per line: ${number(byChance)} by chance, ${number(byAllSignals)} by all signals`,
      `${"".padEnd(width)}${"left out".padEnd(30)}shuffled`,
      ...signals.map(
        ({ signal, leaveOneOut, permutation }) =>
          `${signal.padEnd(width)}${`${number(leaveOneOut.estimate)} (${ends(leaveOneOut.interval)})`.padEnd(30)}${number(permutation.estimate)} (${ends(permutation.interval)})`,
      ),
    ]),
    "",
    `To prove it, test the arms ${arms.map(({ id }) => id).join(", ")}.`,
  ].join("\n");
}

function list(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function shareOf(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new UsageError(`--share ${text}: a share between 0 and 1`);
  return value;
}
