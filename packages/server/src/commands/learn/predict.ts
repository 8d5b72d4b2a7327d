import { resolve } from "node:path";
import { type Activity, type ActivityKind, type ActivityRow, collectActivity } from "@attune/learn/predict/activity";
import type { ClassifierQuality } from "@attune/learn/predict/classifier-quality";
import { trainNextCategory } from "@attune/learn/predict/next-category";
import { trainNextOrder } from "@attune/learn/predict/next-order";
import { churn, discountedPurchase, purchase, trainOutcomeModel } from "@attune/learn/predict/outcome-models";
import { createRng, type Rng } from "@attune/math/rng";
import type { Json } from "@attune/model/json";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Command, Option } from "commander";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { fromFileOrStore, needed, type StoreOptions } from "./from-file-or-store.ts";
import { openColumns } from "./open-columns.ts";
import { wholeNumber } from "./option-values.ts";
import { parseTime } from "./parse-time.ts";

const outcomes = { purchase, churn, "price-sensitivity": discountedPurchase } as const;
const questions = [...Object.keys(outcomes), "next-order", "next-category"];

interface PredictOptions extends StoreOptions {
  events?: string;
  user?: string;
  time?: string;
  kind?: string;
  category?: string;
  amount?: string;
  discounted?: string;
  what: string;
  horizon: string;
  people: string;
  seed: string;
  header: boolean;
  json?: true;
}

/** What is foretold of everybody, and how well it foretold what is already known. */
interface Foretold {
  quality: ClassifierQuality;
  more: Record<string, Json>;
  /** By what people are listed, highest first; undefined where the question makes no sense for somebody. */
  rank: (person: number) => number | undefined;
  of: (person: number) => Json;
}

interface PredictReport {
  schema: "attune.learn.predict/1";
  data: { events: number; people: number; leftOut: number; what: string; horizonDays: number; asOfAt: string | null };
  quality: ClassifierQuality | Undetermined;
  more: Record<string, Json>;
  /** The likeliest first. */
  people: { id: string; prediction: Json }[];
}

/** `attune learn predict`: who buys, leaves, comes back when and for what, from a file of events. */
export function learnPredictCommand(environment: Environment): Command {
  const command = new Command("predict")
    .description(
      "Foretell purchases, churn, price sensitivity, the next order's date or category, judged on the latest period.",
    )
    .option("--events <file>", "CSV or TSV, gzip or not: one line per event")
    .option("--user <column>", "who")
    .option("--time <column>", "when: seconds, milliseconds or ISO 8601")
    .option(
      "--kind <column>",
      "view, cart or purchase; other kinds count as views; without it every line is a purchase",
    )
    .option("--category <column>", "of the item")
    .option("--amount <column>", "paid")
    .option("--discounted <column>", "1 where the purchase was below its usual price, 0 where not")
    .addOption(new Option("--what <question>", "what is foretold").choices(questions).default("purchase"))
    .option("--horizon <days>", "how far ahead", "30")
    .option("--people <most>", "how many people are listed", "20")
    .option("--seed <text>", "same seed, same answer", "1")
    .option("--no-header", "the first line is data; columns are numbers from 1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune learn predict --events orders.csv --user customer --time at --amount paid --what churn --horizon 60\n  $ attune learn predict --store --what purchase --horizon 14\n",
    );
  return fromFileOrStore<PredictOptions, PredictReport>(command, environment, {
    fromFile: predict,
    text: reportText,
    isFailure: (report) => isUndetermined(report.quality),
  });
}

async function predict(options: PredictOptions, environment: Environment): Promise<PredictReport> {
  const horizonDays = wholeNumber(options.horizon, "--horizon", 100_000);
  const most = wholeNumber(options.people, "--people", 1_000_000);
  const rows = await readRows(resolve(environment.workingDirectory, needed(options.events, "--events")), options);
  const activity = collectActivity(rows);
  if (activity.rows.length === 0) throw new UsageError(`${options.events} holds no event with a person and a time`);
  environment.stderr.write(`learning from ${rows.length} events of ${activity.rows.length} people\n`);
  const found = foretell(activity, options.what, horizonDays, createRng(options.seed));
  const data = {
    events: rows.length - activity.leftOut,
    people: activity.rows.length,
    leftOut: activity.leftOut,
    what: options.what,
    horizonDays,
    asOfAt: new Date(activity.lastAt + 1).toISOString(),
  };
  const schema = "attune.learn.predict/1" as const;
  if (isUndetermined(found)) return { schema, data, quality: found, more: {}, people: [] };
  const people = activity.profileIds
    .flatMap((id, person) => {
      const rank = found.rank(person);
      return rank === undefined ? [] : [{ id, person, rank }];
    })
    .sort((a, b) => b.rank - a.rank || (a.id < b.id ? -1 : 1))
    .slice(0, most)
    .map(({ id, person }) => ({ id, prediction: found.of(person) }));
  return { schema, data, quality: found.quality, more: found.more, people };
}

/** People are looked at as of the end of the data. */
function foretell(activity: Activity, what: string, horizonDays: number, rng: Rng): Foretold | Undetermined {
  const asOfAt = activity.lastAt + 1;
  const row = (person: number) => activity.rows[person]!;
  if (what === "next-order") {
    const model = trainNextOrder(activity, horizonDays, rng);
    if (isUndetermined(model)) return model;
    return {
      quality: model.quality,
      more: { stepDays: model.stepDays },
      rank: (person) => model.predictFor(row(person), asOfAt)?.probability.at(-1),
      of: (person) => model.predictFor(row(person), asOfAt) as unknown as Json,
    };
  }
  if (what === "next-category") {
    const model = trainNextCategory(activity, horizonDays, mostCategories, rng);
    if (isUndetermined(model)) return model;
    const { quality, hitRate, hitRateOfPopular, purchasesJudged } = model;
    return {
      quality,
      more: { hitRate, hitRateOfPopular, purchasesJudged },
      rank: (person) => model.predictFor(row(person), asOfAt)[0]!.probability,
      of: (person) => model.predictFor(row(person), asOfAt).slice(0, 5) as unknown as Json,
    };
  }
  const model = trainOutcomeModel(activity, outcomes[what as keyof typeof outcomes], horizonDays, rng);
  if (isUndetermined(model)) return model;
  return {
    quality: model.quality,
    more: {},
    rank: (person) => model.probabilityFor(row(person), asOfAt),
    of: (person) => model.predictFor(row(person), asOfAt) as unknown as Json,
  };
}

const mostCategories = 50;

async function readRows(path: string, options: PredictOptions): Promise<ActivityRow[]> {
  const { kind, category, amount, discounted, header } = options;
  const [user, time] = [needed(options.user, "--user"), needed(options.time, "--time")];
  const named = [user, time, kind, category, amount, discounted];
  const columns = named.filter((name) => name !== undefined);
  const placeOf = (name: string | undefined) => (name === undefined ? -1 : columns.indexOf(name));
  const rows: ActivityRow[] = [];
  for await (const cells of openColumns(path, { columns, header })) {
    const cell = (name: string | undefined) => cells[placeOf(name)];
    const price = cell(amount);
    const cut = cell(discounted);
    rows.push({
      profileId: cell(user) ?? "",
      at: parseTime(cell(time) ?? ""),
      kind: kindOf(kind === undefined ? "purchase" : (cell(kind) ?? "")),
      category: cell(category),
      amount: price === undefined || price.trim() === "" ? undefined : Number(price),
      discounted: cut === undefined || cut.trim() === "" ? undefined : cut.trim() === "1" || cut.trim() === "true",
    });
  }
  return rows;
}

/** The kind of activity that a word of a file or an event name means. */
export function kindOf(word: string): ActivityKind {
  const lower = word.trim().toLowerCase();
  if (["purchase", "order", "order completed", "transaction"].includes(lower)) return "purchase";
  return ["cart", "addtocart", "add_to_cart", "product added"].includes(lower) ? "cart" : "view";
}

function reportText({ data, quality, people }: PredictReport): string {
  const about = `${data.events} events of ${data.people} people; ${data.what} within ${data.horizonDays} days.`;
  if (isUndetermined(quality)) return `${about}\n${quality.undetermined.reason}`;
  const { auc, brier, brierOfRate, calibrationError, rate } = quality;
  return [
    about,
    `On the latest period: AUC ${auc.toFixed(3)}, Brier ${brier.toFixed(4)} (telling everybody ${rate.toFixed(3)}: ${brierOfRate.toFixed(4)}), mean error of tenths ${calibrationError.toFixed(3)}.`,
    "",
    ...people.map(({ id, prediction }) => `${id.padEnd(24)}${JSON.stringify(prediction).slice(0, 160)}`),
  ].join("\n");
}
