import { resolve } from "node:path";
import { auditFairness } from "@attune/learn/audit/audit-fairness";
import { calibrationByGroup, type GroupCalibration } from "@attune/learn/audit/calibration-by-group";
import { describeInteractions } from "@attune/learn/evaluate/evaluate-models";
import { splitByTime, splitLeaveLast, splitRandom } from "@attune/learn/evaluate/split";
import { models } from "@attune/learn/recommend/models";
import { createRng, type Rng } from "@attune/math/rng";
import { isUndetermined, undetermined } from "@attune/model/undetermined";
import { Command, Option } from "commander";
import type { Environment } from "../../environment.ts";
import { UsageError } from "../usage-error.ts";
import { chooseModel } from "./choose-model.ts";
import type { FairnessDocument } from "./fairness-document.ts";
import { fairnessText } from "./fairness-text.ts";
import { fromFileOrStore, needed, type StoreOptions } from "./from-file-or-store.ts";
import { openColumns } from "./open-columns.ts";
import { share, wholeNumber } from "./option-values.ts";
import { readGroups } from "./read-groups.ts";
import { readInteractions } from "./read-interactions.ts";

interface FairnessOptions extends StoreOptions {
  interactions?: string;
  user?: string;
  item?: string;
  time?: string;
  weight?: string;
  items?: string;
  itemGroup?: string;
  people?: string;
  personGroup?: string;
  trait?: string;
  population?: string;
  forecasts?: string;
  probability?: string;
  outcome?: string;
  model: string;
  split: "leave-last" | "time" | "random";
  k: string;
  strength: string;
  seed: string;
  header: boolean;
  json?: true;
}

/** `attune learn fairness`: who and what a recommender serves, and what it would cost to serve them more evenly. */
export function learnFairnessCommand(environment: Environment): Command {
  const command = new Command("fairness")
    .description(
      "Audit a recommender: exposure of item groups, quality, representation and calibration by groups of people, with mitigations before and after.",
    )
    .option("--interactions <file>", "CSV or TSV, gzip or not: one line per interaction")
    .option("--user <column>", "who")
    .option("--item <column>", "what")
    .option("--time <column>", "when: seconds, milliseconds or ISO 8601; without it the order of the lines counts")
    .option("--weight <column>", "how much it counts, above 0")
    .option("--item-group <column>", "provider, brand or category of the item")
    .option("--items <file>", "the table that has --item-group for each --item (default: the interactions)")
    .option("--person-group <column>", "group of the person, such as gender or country")
    .option("--people <file>", "the table that has --person-group for each --user (default: the interactions)")
    .option("--trait <name>", "with --store: the trait that is the person's group")
    .option("--population <shares>", "of those who are to be served, such as f=0.5,m=0.5")
    .option("--forecasts <file>", "forecasts of a model, one line per person: are they right in every --person-group?")
    .option("--probability <column>", "of the forecasts")
    .option("--outcome <column>", "of the forecasts: 1 or 0, what came true")
    .option("--model <name>", models.map(({ name }) => name).join(", "), "item-knn")
    .addOption(
      new Option("--split <how>", "what is asked").choices(["leave-last", "time", "random"]).default("leave-last"),
    )
    .option("--k <length>", "of the lists", "10")
    .option("--strength <share>", "how far mitigation goes, 0 to 1 (to proportion)", "0.5")
    .option("--seed <text>", "same seed, same answer", "1")
    .option("--no-header", "the first line is data; columns are numbers from 1")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune learn fairness --interactions views.csv --user visitor --item product --items catalogue.csv --item-group brand --people people.csv --person-group gender\n  $ attune learn fairness --store --item-group brand --trait country\n",
    );
  return fromFileOrStore<FairnessOptions, FairnessDocument>(command, environment, {
    fromFile: audit,
    text: fairnessText,
    isFailure: (report) => isUndetermined(report.audit),
  });
}

const noQuestions = undetermined(
  "no-questions",
  "Nobody did anything after what is learned from, so no list can be held to it.",
);

async function audit(options: FairnessOptions, environment: Environment): Promise<FairnessDocument> {
  const path = (file: string) => resolve(environment.workingDirectory, file);
  const rng = createRng(options.seed);
  const calibration = options.forecasts === undefined ? null : await calibrate(path(options.forecasts), options, rng);
  if (options.interactions === undefined && calibration !== null) {
    const none = undetermined("no-interactions", "No interactions were given, so no recommender was audited.");
    return { schema: "attune.learn.fairness/1", data: { seed: options.seed }, audit: none, calibration };
  }
  const file = path(needed(options.interactions, "--interactions"));
  const [user, item] = [needed(options.user, "--user"), needed(options.item, "--item")];
  if (options.itemGroup === undefined && options.personGroup === undefined)
    throw new UsageError("name groups: --item-group or --person-group");
  const model = chooseModel(options.model, models);
  const cutOff = wholeNumber(options.k, "--k", 1_000);
  const { time, weight, header } = options;
  const { interactions, leftOut } = await readInteractions(file, null, { profile: user, item, time, weight, header });
  const itemGroups = await groupsOf(options.itemGroup, options.items, item);
  const personGroups = await groupsOf(options.personGroup, options.people, user);
  const split = splitOf(options.split);
  environment.stderr.write(`auditing ${model.name} on ${split.cases.length} questions\n`);
  const obstacle = model.obstacle(split.train) ?? (split.cases.length === 0 ? noQuestions : null);
  const data = {
    ...describeInteractions(interactions),
    leftOut: { ...leftOut },
    model: model.name,
    protocol: split.protocol,
    k: cutOff,
    strength: share(options.strength, "--strength"),
    seed: options.seed,
  };
  const schema = "attune.learn.fairness/1" as const;
  if (obstacle !== null) return { schema, data, audit: obstacle, calibration };
  const report = auditFairness({
    split,
    train: (learned) => model.configurations[0]!.train(learned, rng.fork("train")),
    itemGroupOf: itemGroups === null ? null : (index) => itemGroups.get(interactions.itemIds[index]!) ?? null,
    personGroupOf: personGroups === null ? null : (index) => personGroups.get(interactions.profileIds[index]!) ?? null,
    population: options.population === undefined ? null : populationOf(options.population),
    cutOff,
    excludeSeen: true,
    strength: data.strength,
    rng: rng.fork("audit"),
  });
  return { schema, data, audit: report, calibration };

  async function groupsOf(group: string | undefined, table: string | undefined, id: string) {
    return group === undefined ? null : readGroups(table === undefined ? file : path(table), { id, group, header });
  }
  function splitOf(how: FairnessOptions["split"]) {
    if (how === "leave-last") return splitLeaveLast(interactions, false);
    return how === "time" ? splitByTime(interactions, 0.8, false) : splitRandom(interactions, 0.25, rng.fork("split"));
  }
}

/** `f=0.5,m=0.5`. */
function populationOf(text: string): Map<string, number> {
  return new Map(
    text.split(",").map((pair) => {
      const at = pair.lastIndexOf("=");
      if (at < 1) throw new UsageError(`--population ${text}: such as f=0.5,m=0.5`);
      return [pair.slice(0, at).trim(), share(pair.slice(at + 1), "--population")];
    }),
  );
}

async function calibrate(file: string, options: FairnessOptions, rng: Rng): Promise<GroupCalibration[]> {
  const { probability, outcome, personGroup, header } = options;
  if (probability === undefined || outcome === undefined || personGroup === undefined)
    throw new UsageError("--forecasts needs --probability, --outcome and --person-group");
  const chances: number[] = [];
  const outcomes: number[] = [];
  const groups: string[] = [];
  let line = header ? 1 : 0;
  for await (const [chance = "", came = "", group = ""] of openColumns(file, {
    columns: [probability, outcome, personGroup],
    header,
  })) {
    line++;
    if (came.trim() !== "0" && came.trim() !== "1")
      throw new UsageError(`${file}, line ${line}: ${outcome} is “${came.slice(0, 40)}”, not 0 or 1`);
    chances.push(share(chance, `${file}, line ${line}: --probability`));
    outcomes.push(Number(came));
    groups.push(group);
  }
  return calibrationByGroup(chances, outcomes, (person) => groups[person] || null, rng.fork("calibration"));
}
