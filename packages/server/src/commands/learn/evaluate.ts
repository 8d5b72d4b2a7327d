import { resolve } from "node:path";
import {
  describeInteractions,
  type EvaluatedModel,
  evaluateModels,
  type ModelsReport,
} from "@attune/learn/evaluate/evaluate-models";
import {
  type Split,
  sampleCases,
  splitByTime,
  splitGiven,
  splitLeaveLast,
  splitRandom,
  splitSessions,
  splitSessionsByTime,
} from "@attune/learn/evaluate/split";
import { contentModels } from "@attune/learn/recommend/content-models";
import { eventModels } from "@attune/learn/recommend/event-models";
import type { Model } from "@attune/learn/recommend/model";
import { models } from "@attune/learn/recommend/models";
import type { ChallengerReport } from "@attune/learn/registry/judge-challenger";
import { summarizeData } from "@attune/learn/registry/model-card";
import { createRng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";
import { Command } from "commander";
import { createProgressBar } from "../../client/progress-bar.ts";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { chooseModel } from "./choose-model.ts";
import { fromFileOrStore, needed, type StoreOptions } from "./from-file-or-store.ts";
import { gateReport } from "./gate-report.ts";
import { wholeNumber } from "./option-values.ts";
import { type ReadInteractions, readInteractions } from "./read-interactions.ts";
import { itemColumnNames, readItemContent } from "./read-item-content.ts";

interface EvaluateOptions extends StoreOptions {
  interactions?: string;
  user?: string;
  session?: string;
  item?: string;
  items?: string;
  attributes?: string;
  text?: string;
  time?: string;
  weight?: string;
  kind?: string;
  target?: string;
  test?: string;
  split?: string;
  strict?: true;
  model: string;
  k: string;
  tune?: true;
  seen?: string;
  cases: string;
  champion?: string;
  seed: string;
  header: boolean;
  json?: true;
}

interface EvaluateReport extends ModelsReport {
  schema: "attune.learn.evaluate/1";
  data: Record<string, unknown>;
  /** The recommended model against the one in service, where `--champion` names it; null where they are the same or one could not run. */
  gate?: ChallengerReport | null;
}

const trainShare = 0.8;
const testShare = 0.25;

/** `attune learn evaluate`: which recommender suits these data, judged by full ranking on people's real next choices. */
export function learnEvaluateCommand(environment: Environment): Command {
  const command = new Command("evaluate")
    .description("Train recommenders on a file of interactions and judge them on what people chose next.")
    .option("--interactions <file>", "CSV or TSV, gzip or not: one line per interaction")
    .option("--user <column>", "who (or --session)")
    .option(
      "--session <column>",
      "in which session: next-item protocol, every prefix of a session asks for its next item",
    )
    .option("--item <column>", "what")
    .option("--time <column>", "when: seconds, milliseconds or ISO 8601; without it the order of the lines counts")
    .option("--weight <column>", "how much it counts, above 0")
    .option("--kind <column>", "what was done, such as view or purchase (with --target)")
    .option(
      "--target <kind>",
      "ask only for items with which this is done next; everything else speaks for it: adds the model cross-occurrence",
    )
    .option("--attributes <columns>", "of the item, such as brand,category: adds the model content")
    .option("--text <columns>", "of the item, such as name,description: adds the model text (BM25)")
    .option("--items <file>", "the table that has them for each --item (default: the interactions)")
    .option("--test <file>", "the test part, in the same columns, instead of --split")
    .option("--split <how>", "leave-last, time or random (default: leave-last; with --session: time)")
    .option("--strict", "leave-last and time: fit without the validation part too, as papers report")
    .option("--model <names>", `${models.map(({ name }) => name).join(", ")}; several with commas, or all`, "all")
    .option("--k <list>", "lengths of the lists that are judged", "10,20")
    .option("--tune", "choose each model's settings on a validation split first")
    .option(
      "--seen <what>",
      "exclude or keep what the history holds (default: exclude; with --session or --target: keep)",
    )
    .option("--cases <most>", "at most so many cases are asked; more are sampled", "100000")
    .option("--champion <name>", "the model in service: may the recommended one take its place?")
    .option("--seed <number>", "of everything drawn", "1")
    .option("--no-header", "the first line is data; columns are numbers from 1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune learn evaluate --interactions views.csv --user visitor --item product --time at --model all --k 10,20\n  $ attune learn evaluate --store --split time --json\n",
    );
  return fromFileOrStore<EvaluateOptions, EvaluateReport>(command, environment, {
    fromFile: evaluate,
    text: reportText,
    isFailure: (report) => isUndetermined(report.recommended),
  });
}

async function evaluate(options: EvaluateOptions, environment: Environment): Promise<EvaluateReport> {
  const profile = options.session ?? options.user;
  if (profile === undefined)
    throw new UsageError("--user or --session must name the column that says whose history it is");
  const cutOffs = options.k.split(",").map((text) => wholeNumber(text, "--k", 1_000));
  const seen = chooseSeen(options);
  const path = (file: string) => resolve(environment.workingDirectory, file);
  const { time, weight, header, champion, target } = options;
  if (options.kind !== undefined && target === undefined)
    throw new UsageError(`--kind ${options.kind} needs --target: which kind is asked for, such as purchase`);
  const test = options.test === undefined ? null : path(options.test);
  const kind = target === undefined ? undefined : { column: needed(options.kind, "--kind"), target };
  if (kind !== undefined && (options.session !== undefined || test !== null || options.split === "random"))
    throw new UsageError(
      "--target asks people, by --split leave-last or time: not sessions, random parts or a --test file",
    );
  const [file, item] = [path(needed(options.interactions, "--interactions")), needed(options.item, "--item")];
  const read = await readInteractions(file, test, {
    profile,
    item,
    time,
    weight,
    header,
    ...(kind === undefined ? {} : { kind }),
  });
  if (read.interactions.item.length === 0)
    throw new UsageError(`${options.interactions} holds no interaction that counts${leftOutText(read.leftOut)}`);
  const content = await readItemContent(
    options.items === undefined ? file : path(options.items),
    read.interactions.itemIds,
    {
      item: options.items === undefined || !header ? item : itemColumnNames(item),
      attributes: listed(options.attributes),
      texts: listed(options.text),
      header,
    },
  );
  const chosen = withChampion(options.model, champion, [
    ...models,
    ...contentModels(content),
    ...(kind === undefined ? [] : eventModels),
  ]);
  const rng = createRng(options.seed);
  const most = wholeNumber(options.cases, "--cases", 10_000_000);
  const split = sampleCases(chooseSplit(options, read, rng.fork("split")), most, rng.fork("cases"));
  const bar = createProgressBar(environment.stderr, { unit: "trainings", clock: Date.now });
  const report = evaluateModels({
    split,
    models: chosen,
    cutOffs,
    excludeSeen: seen === "exclude",
    tuneOn: options.tune === true ? split.validation() : null,
    rng,
    clock: () => performance.now() / 1000,
    onProgress: (done, total) => bar.update(done, total),
  });
  bar.end();
  const data = {
    ...describeInteractions(read.interactions),
    leftOut: read.leftOut,
    protocol: split.protocol,
    cases: split.cases.length,
    trained: summarizeData(split.train),
    seen,
    target: target ?? null,
    ties: "the item that appeared first in the file ranks first",
    ranking: "full",
    seed: options.seed,
  };
  const answer = { schema: "attune.learn.evaluate/1" as const, data, ...report };
  if (champion === undefined) return answer;
  const gate = gateReport({ champion, report, split, cutOff: cutOffs[0]!, excludeSeen: seen === "exclude", rng });
  return { ...answer, gate };
}

/** The models asked for, and the one in service where it is not among them. */
function withChampion(names: string, champion: string | undefined, among: readonly Model[]): Model[] {
  const chosen =
    names === "all"
      ? among.filter(({ onlyWhenNamed }) => !onlyWhenNamed)
      : names.split(",").map((name) => chooseModel(name, among));
  if (champion === undefined || chosen.some(({ name }) => name === champion)) return chosen;
  return [chooseModel(champion, among), ...chosen];
}

function listed(names: string | undefined): string[] {
  return (names ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function chooseSeen({ seen, session, target }: EvaluateOptions): "exclude" | "keep" {
  const chosen = seen ?? (session === undefined && target === undefined ? "exclude" : "keep");
  if (chosen !== "exclude" && chosen !== "keep") throw new UsageError(`--seen ${chosen}: exclude or keep`);
  return chosen;
}

function chooseSplit(
  { split, session, strict, test: testFile }: EvaluateOptions,
  read: ReadInteractions,
  rng: ReturnType<typeof createRng>,
): Split {
  const { interactions, test } = read;
  if (test !== null) {
    if (split !== undefined) throw new UsageError(`--test ${testFile} is the test part already; leave --split out`);
    return session === undefined ? splitGiven(interactions, test, rng) : splitSessions(interactions, test);
  }
  const how = split ?? (session === undefined ? "leave-last" : "time");
  if (how === "leave-last") return splitLeaveLast(interactions, strict === true);
  if (how === "random") return splitRandom(interactions, testShare, rng);
  if (how !== "time") throw new UsageError(`--split ${how}: leave-last, time or random`);
  if (session !== undefined) return splitSessionsByTime(interactions, trainShare);
  return splitByTime(interactions, trainShare, strict === true);
}

function reportText({ data, models: rows, recommended, recommendedReason, gate }: EvaluateReport): string {
  const names = Object.keys(rows.find((row): row is EvaluatedModel => !isUndetermined(row))?.metrics ?? {}).filter(
    (name) => /^(recall|ndcg|mrr|coverage)@|^novelty$/.test(name),
  );
  const cells = (row: EvaluatedModel) =>
    names.map((name) => row.metrics[name]!.toFixed(4).padStart(name.length + 2)).join("");
  const lines = rows.map((row) =>
    isUndetermined(row)
      ? `${row.name.padEnd(18)}${row.undetermined.reason}`
      : `${row.name.padEnd(18)}${cells(row)}  ${(row.trainSeconds + row.scoreSeconds).toFixed(1)} s`,
  );
  const leftOut = leftOutText(data.leftOut as ReadInteractions["leftOut"]);
  return [
    `${counted(data.interactions as number, "interaction")} of ${counted(data.profiles as number, "profile")} with ${counted(data.items as number, "item")}; ${counted(data.cases as number, "question")} (${data.protocol}).`,
    ...(leftOut === "" ? [] : [`! Rows left out${leftOut}.`]),
    "",
    ...(names.length === 0 ? [] : [`${"".padEnd(18)}${names.map((name) => name.padStart(name.length + 2)).join("")}`]),
    ...lines,
    "",
    isUndetermined(recommended)
      ? recommended.undetermined.reason
      : `Recommended: ${recommended}, ${recommendedReason}.`,
    ...(gate == null
      ? []
      : [
          `In the place of ${gate.champion}: ${gate.verdict.passes ? (gate.verdict.ramp ? "yes, in steps" : "yes") : "no"}. ${gate.verdict.reasons.join(" ")}`,
        ]),
  ].join("\n");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** `: 12 without an id, 3 with a time that is none`; empty where every row counts. */
function leftOutText({ missingId, badWeight, badTime }: ReadInteractions["leftOut"]): string {
  const reasons = [
    [missingId, "without an id"],
    [badWeight, "with a weight that is no number above 0"],
    [badTime, "with a time that is none"],
  ] as const;
  const told = reasons.filter(([rows]) => rows > 0).map(([rows, why]) => `${rows.toLocaleString("en")} ${why}`);
  return told.length === 0 ? "" : `: ${told.join(", ")}`;
}
